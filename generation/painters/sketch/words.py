"""The words the sketch painter knows besides the names of its drawings, in English and Chinese."""

# Each line: what is meant: words for it. English and Chinese stand together; longest match wins.
SYNONYMS = """
fox: foxes|vixen|red fox|red foxes|arctic fox 狐狸 狐 小狐狸 | wolf: wolves 狼 | bear: grizzly|brown bear 熊 棕熊 | polar-bear: 北极熊 | panda: giant panda 熊猫 大熊猫
lion: lions 狮子 雄狮 | red-panda: red panda 小熊猫 | heron: egret 苍鹭 鹭 白鹭 | crane: red-crowned crane|cranes 鹤 仙鹤 丹顶鹤 | cat: kitty|kitten|kittens|tabby 猫 小猫 猫咪
black-cat: 黑猫 | dog: puppy|pup|puppies|hound|corgi|shiba|retriever 狗 小狗 柴犬 狗狗 | rabbit: bunny|hare|bunnies 兔子 兔 小兔 | horse: pony|stallion|mare 马 骏马
tiger: tigers 老虎 虎 | deer-stag: stag|deer stag 雄鹿 | deer: doe|fawn 鹿 小鹿 | elephant: 大象 象 | monkey: ape|monkey king|sun wukong 猴子 猴 孙悟空 美猴王 | owl: owls 猫头鹰 | bird: birds|songbird|sparrow|robin|wren|finch|kingfisher 鸟 小鸟 麻雀 翠鸟
blackbird: raven|crow|crows|rook 乌鸦 渡鸦 | dove: pigeon|seagull|gull|gulls|albatross|tern 鸽子 海鸥 白鸽 | eagle: hawk|falcon 鹰 老鹰 | swan: swans 天鹅 | duck: mallard|ducks 鸭子 鸭 | goose: geese 鹅 大雁
penguin: penguins 企鹅 | flamingo: flamingos|flamingoes 火烈鸟 | peacock: 孔雀 | parrot: macaw|budgie 鹦鹉 | rooster: cockerel 公鸡 | chicken: hen 鸡 母鸡 | phoenix-bird: phoenix 凤凰
whale: humpback|blue whale 鲸鱼 鲸 | spouting-whale: sperm whale 抹香鲸 | dolphin: dolphins|orca 海豚 | shark: 鲨鱼 | octopus: squid|kraken 章鱼 | jellyfish: jellyfishes|medusa 水母 | fish: koi|carp|salmon|goldfish 鱼 锦鲤 金鱼 鲤鱼
tropical-fish: clownfish|angelfish 热带鱼 小丑鱼 | turtle: tortoise|sea turtle 乌龟 海龟 龟 | crab: crabs 螃蟹 | frog: toad|frogs 青蛙 蛙 | snail: 蜗牛 | butterfly: butterflies|moth 蝴蝶 | honeybee: bee|bees|bumblebee 蜜蜂 | lady-beetle: ladybug|ladybird 瓢虫
spider: 蜘蛛 | dragon: dragons|wyvern 龙 巨龙 | unicorn: unicorns 独角兽 | t-rex: trex|tyrannosaurus|t rex|dinosaur|dinosaurs 恐龙 霸王龙 | sauropod: brontosaurus|brachiosaurus 雷龙 | hedgehog: 刺猬 | otter: otters 水獭
chipmunk: squirrel|squirrels 松鼠 花栗鼠 | mouse: mice 老鼠 小老鼠 | cow: cows|cattle 奶牛 牛 | ox: bull 公牛 | pig: piglet 猪 小猪 | ewe: sheep|lamb|lambs 羊 绵羊 小羊 | goat: 山羊 | camel: dromedary 骆驼 | giraffe: 长颈鹿 | zebra: 斑马 | kangaroo: 袋鼠
koala: 考拉 树袋熊 | bat: bats 蝙蝠 | raccoon: 浣熊 | beaver: 河狸 | sloth: 树懒 | crocodile: alligator 鳄鱼 | snake: serpent|cobra 蛇 | lizard: gecko|chameleon 蜥蜴 | hippopotamus: hippo 河马 | rhinoceros: rhino 犀牛 | gorilla: 大猩猩 | leopard: cheetah|jaguar|panther|lynx 豹 豹子 猎豹
astronaut: astronauts|cosmonaut|spaceman 宇航员 太空人 航天员 | samurai: 武士 | ninja: ninjas 忍者 | knight: knights 骑士 | wizard: mage|sorcerer|magician|merlin 巫师 法师 魔法师 | witch: witches|sorceress 女巫 | mech: mech|mecha 机甲 | robot: robots|android|droid 机器人 | monk: monks 和尚 僧人
chef: cook|baker 厨师 | king: 国王 | queen: empress 女王 王后 皇后 | princess: 公主 | prince: 王子 | pirate: pirates 海盗 | cowboy: cowgirl 牛仔 | viking: vikings 维京人 | farmer: 农民 农夫 | fisherman: angler|fishermen 渔夫 渔民 钓鱼人 老渔夫 | girl: girls|schoolgirl|young woman|daughter 女孩 小女孩 姑娘 少女 小姑娘
boy: boys|son|lad 男孩 小男孩 少年 | woman: women|lady|mother 女人 女子 女士 | man: men|guy|gentleman|father|person|people|traveler|traveller|wanderer 男人 男子 人 旅人 行人 先生 | old-man: old man|grandfather|grandpa|elder|hermit 老人 爷爷 老头 老爷爷 诗人 老翁 书生 | old-woman: old woman|grandmother|grandma 奶奶 老奶奶 老太太
ballerina: dancer|ballet dancer 芭蕾舞者 舞者 | detective: sherlock 侦探 | firefighter: fireman 消防员 | woman-merpeople: mermaid|mermaids|siren 美人鱼 | woman-fairy: fairy|fairies|pixie 仙女 精灵 小仙女 | woman-elf: elf|elves 精灵 | ghost-friendly: ghost|ghosts|spirit|phantom 鬼 幽灵 鬼魂
alien: aliens|extraterrestrial 外星人 | santa-claus: santa|father christmas 圣诞老人 | snowman: 雪人 | skull: skeleton 骷髅 | man-vampire: vampire|dracula 吸血鬼 | person-zombie: zombie|zombies 僵尸 | painter-artist: painter|artist 画家 | singer: 歌手 | scientist: 科学家 | teacher: 老师 | student: 学生 | man-health-worker: doctor|nurse 医生 护士
woman-dancing: flamenco dancer|dancing woman 跳舞的女人 | person-surfing: surfer 冲浪者 冲浪 | skier: 滑雪者 | snowboarder: 单板滑雪者 | person-biking: cyclist 骑车的人 | person-in-lotus-position: yogi|meditating person|meditation 打坐 冥想
lighthouse: lighthouses|beacon 灯塔 | windmill: windmills|wind turbine 风车 | pagoda: pagodas 宝塔 塔 佛塔 | shinto-shrine: torii|torii gate|shrine 鸟居 神社 | castle: castles|fortress|palace 城堡 宫殿 | japanese-castle: himeji 日式城堡 天守阁 | hindu-temple: temple|temples 寺庙 庙 神庙 寺 | church: chapel|cathedral 教堂
mosque: 清真寺 | house: home|houses|cottage|farmhouse 房子 屋子 小屋 家 | hut: hut|lodge|thatched hut 茅屋 草屋 | tent: tents|camp 帐篷 | derelict-house: haunted house|ruin|ruins 鬼屋 废墟 | office-building: skyscraper|skyscrapers|tower block|apartment 高楼 摩天大楼 大厦 楼
tokyo-tower: tower|eiffel tower|eiffel 铁塔 东京塔 埃菲尔铁塔 | statue-of-liberty: 自由女神像 | ferris-wheel: ferris wheel 摩天轮 | carousel-horse: carousel|merry-go-round 旋转木马 | fountain: 喷泉 | stone-bridge: bridge|stone bridge|footbridge|arched bridge 桥 石桥 小桥 拱桥 | bridge-at-night: golden gate|suspension bridge 大桥 | moai: easter island statue 摩艾石像 | circus-tent: circus 马戏团
submarine: submarine|submarines|u-boat 潜水艇 潜艇 | sailboat: sailing boat|sail boat|yacht|boat|boats|sailboats 帆船 船 小船 | canoe: kayak|rowboat|rowing boat|gondola 独木舟 小舟 扁舟 | ship: galleon|tall ship|pirate ship|freighter 轮船 大船 海盗船 | motor-boat: speed boat 快艇 | hot-air-balloon: 热气球 | airplane: plane|aeroplane|aircraft|jet|airliner 飞机 | small-airplane: biplane 小飞机
helicopter: chopper 直升机 | rocket: spaceship|space ship|spacecraft|starship|rocket ship 火箭 飞船 宇宙飞船 | flying-saucer: ufo|flying saucer 飞碟 不明飞行物 | locomotive: steam train|steam engine|steam locomotive 蒸汽火车 蒸汽机车 | train: trains 火车 列车 | bullet-train: shinkansen 高铁 新干线 | tram: streetcar|trolley 电车 有轨电车
automobile: car|cars|sedan|coupe|convertible 汽车 车 小汽车 轿车 | racing-car: race car|sports car|racecar 赛车 跑车 | taxi: cab 出租车 | bus: double decker 公共汽车 巴士 | delivery-truck: truck|lorry|van 卡车 货车 | fire-engine: fire truck 消防车 | police-car: 警车 | ambulance: 救护车 | tractor: 拖拉机 | bicycle: bike|bicycles|cycle 自行车 单车
motorcycle: motorbike|harley 摩托车 | motor-scooter: vespa|moped|scooter 小摩托 | skateboard: 滑板 | satellite: 卫星 | ringed-planet: saturn|planet|planets 土星 行星 星球 | globe-showing-europe-africa: earth|globe 地球
deciduous-tree: tree|trees|oak|maple tree|willow|birch|elm 树 大树 橡树 柳树 | evergreen-tree: pine|pines|fir|spruce|pine tree|pine trees|conifer 松树 松 杉树 | palm: palm tree|palm|palms|palm trees|coconut tree 棕榈 棕榈树 椰子树 椰树 | cactus-saguaro: cactus|cacti|saguaro 仙人掌 | cherry-blossom: sakura|plum blossom|blossoms 樱花 梅花 桃花
cherry-tree: cherry tree|blossoming tree|cherry trees 樱花树 樱树 桃树 | bamboo: 竹子 竹 | sunflower-tall: sunflower|sunflowers 向日葵 | rose: roses 玫瑰 月季 | tulip: tulips 郁金香 | hibiscus: 芙蓉 | lotus: water lily|lotus flower|waterlily 荷花 莲花 莲 | bouquet: bunch of flowers|flowers in a vase|vase of flowers 花束 | blossom: flower|flowers|daisy|daisies|poppy|poppies|wildflowers 花 花朵 雏菊 野花
mushroom-red: mushroom|mushrooms|toadstool|fungus 蘑菇 | maple-leaf: maple leaf|maple leaves 枫叶 | fallen-leaf: autumn leaves|leaf|leaves 落叶 叶子 | potted-plant: houseplant|plant|bonsai|fern 盆栽 盆景 植物 | wheat: wheat 稻子 麦子 麦穗 | herb: 草药 | rock: boulder|stone 石头 岩石 | wood: log|logs 木头
teapot: tea pot|kettle 茶壶 | teacup: teacup|tea cup|cup of tea|tea|matcha 茶杯 茶 一杯茶 绿茶 | hot-beverage: coffee|cup of coffee|cup|mug|cocoa|espresso|latte|cappuccino 咖啡 杯子 一杯咖啡 | steaming-bowl: ramen|noodles|noodle soup|soup|bowl of ramen|pho 拉面 面条 面 汤面 | sushi: 寿司 | pizza: 披萨 | hamburger: burger|cheeseburger 汉堡
birthday-cake: cake|cakes 蛋糕 生日蛋糕 | ice-cream: gelato|icecream 冰淇淋 雪糕 | red-apple: apple|apples 苹果 | pear: 梨 | peach: 桃子 | strawberry: strawberries 草莓 | cherries: cherry 樱桃 | grapes: 葡萄 | watermelon: 西瓜 | lemon: lemons 柠檬 | tangerine: orange fruit|oranges|mandarin 橘子 橙子 | banana: bananas 香蕉 | bread: loaf 面包
croissant: 牛角包 可颂 | doughnut: donut|donuts 甜甜圈 | cookie: cookies|biscuit 饼干 | wine-glass: wine|red wine 红酒 葡萄酒 | beer-mug: beer 啤酒 | cocktail-glass: cocktail|martini 鸡尾酒 | dumpling: dumplings 饺子 | moon-cake: mooncake 月饼 | egg: eggs 鸡蛋 | carrot: 胡萝卜 | tomato: 番茄 西红柿 | hot-pepper: chili|chilli 辣椒 | jack-o-lantern: pumpkin|pumpkins 南瓜 南瓜灯
red-paper-lantern: lantern|lanterns|paper lantern|paper lanterns 灯笼 红灯笼 天灯 | candle: candles 蜡烛 | light-bulb: lightbulb|lamp bulb 灯泡 | diya-lamp: oil lamp 油灯 | umbrella-with-rain-drops: umbrella|umbrellas|parasol 雨伞 伞 | books: book stack|stack of books 书堆 | open-book: book|novel 书 书本 | guitar: guitars 吉他 | violin: cello|fiddle 小提琴 大提琴
piano: piano|grand piano 钢琴 | drum: drums 鼓 | trumpet: 小号 | saxophone: sax 萨克斯 | camera: 相机 照相机 | telescope: 望远镜| television: tv|old tv 电视 电视机 | radio: old radio 收音机 | telephone: rotary phone|phone 电话 | laptop: computer 电脑 笔记本电脑 | mantelpiece-clock: clock 时钟 钟 | hourglass-not-done: hourglass 沙漏 | key: old-key|keys 钥匙
crystal-ball: orb 水晶球 | gem-stone: gem|diamond|jewel|crystal|crystals 宝石 钻石 水晶 | crown: crowns 皇冠 王冠 | crossed-swords: swords 剑 | dagger: sword|katana|knife 刀 宝剑 匕首 | shield: 盾牌 | bow-and-arrow: bow 弓箭 | magic-wand: wand 魔杖 | scroll: 卷轴 | balloon: balloons 气球 | kite: kites 风筝 | teddy-bear: teddy bear|teddy 泰迪熊 玩具熊 | wrapped-gift: gift|present|presents 礼物
christmas-tree: christmas tree|xmas tree 圣诞树 | couch-and-lamp: sofa|couch 沙发 | chair: armchair 椅子 | bed: 床 | door: doorway 门 | window: windows 窗户 窗 | fire: flame|flames|bonfire|campfire 火 火焰 篝火 营火 | anchor: 锚 | compass: 指南针 罗盘 | backpack: 背包 | luggage: suitcase 行李箱 | top-hat: 礼帽 | running-shoe: sneakers|sneaker 运动鞋 | high-heeled-shoe: heels 高跟鞋
artist-palette: palette|paint palette 调色板 | framed-picture: picture frame 画框 | red-heart: heart|hearts 心 爱心 | musical-notes: music|notes 音乐 音符 | soccer-ball: football|soccer 足球 | basketball: 篮球 | yarn: ball of yarn 毛线 | spider-web: cobweb|web 蜘蛛网 | spiral-shell: seashell|shell|shells 贝壳 海螺 | coral: coral reef 珊瑚 | tornado: twister 龙卷风 | comet: meteor|meteors 彗星 流星
raven: raven|ravens|crow|crows 乌鸦 渡鸦 | seagull: seagull|gull|seagulls|gulls 海鸥 | kingfisher: kingfisher|kingfishers 翠鸟 | hummingbird: hummingbird|hummingbirds 蜂鸟 | robin: robin|robins 知更鸟 | hare: hare|hares 野兔 | lynx: lynx 猞猁 | capybara: capybara|capybaras 水豚 卡皮巴拉 | koi: koi|koi carp|carp 锦鲤 鲤鱼 | manta: manta ray|stingray 蝠鲼 魔鬼鱼 | axolotl: axolotl 六角恐龙 美西螈 | snow-owl: snowy owl 雪鸮
torii: torii|torii gate|shinto gate 鸟居 | temple: temple|temples|shrine 寺庙 庙 寺 神庙 | cabin: cabin|log cabin|shack 木屋 小木屋 山间小屋 | cottage: cottage|farmhouse 农舍 村舍 | treehouse: treehouse|tree house 树屋 | red-bridge: red bridge|wooden bridge 红桥 木桥 | rowing-boat: rowing boat|rowboat 小舟 划艇 扁舟 一叶扁舟 | pirate-ship: pirate ship|galleon 海盗船 | airship: airship|zeppelin|blimp 飞艇 | steam-train: steam train|steam locomotive|steam engine 蒸汽火车 蒸汽机车 | lantern: lantern|lanterns 灯 提灯 | paper-lantern: paper lantern|paper lanterns|sky lantern 纸灯笼 孔明灯 天灯 | street-lamp: street lamp|lamp post|lamppost|streetlight 路灯 街灯
typewriter: typewriter 打字机 | gramophone: gramophone 留声机 | bookshelf: bookcase 书柜 | armchair: armchair 扶手椅 | old-radio: old radio|vintage radio 收音机 | record-player: record player|turntable|vinyl 唱片机 | campfire: campfire|bonfire 篝火 营火 | diver: diver|scuba diver 潜水员 | geisha-kimono: geisha|woman in kimono 艺伎 和服女子 | violinist: violinist 小提琴手 | skateboarder: skater|skateboarder 滑板少年 | willow: willow|willow tree 柳树 杨柳 垂柳 | birch: birch|birches 白桦 桦树 | oak: oak|oak tree 橡树 | pine: pine|pines|pine tree 松树 松 | maple-autumn: maple|maple tree|maples 枫树 红枫 | bonsai: bonsai 盆景 | fern: fern|ferns 蕨 | golem: golem 石巨人 | dragon-western: wyvern | griffin: griffin|gryphon 狮鹫 | phoenix: phoenix 凤凰
"""

SETTINGS = """
sea: sea|ocean|seas|at sea|open sea|pacific|atlantic|waves|wave 海 大海 海洋 海上 海浪 | shore: beach|coast|seaside|shore|seashore|coastline|cliff|cliffs|island|harbor|harbour|bay|pier|dock 海边 海滩 沙滩 海岸 岛 小岛 港口 悬崖 码头 海湾 | lake: lake|pond|lagoon|marsh|swamp|wetland|reeds|still water 湖 湖边 湖面 池塘 湖泊 湖上 荷塘 沼泽 西湖
river: river|stream|creek|brook|canal|waterfall|riverbank 河 河边 小溪 江 河流 瀑布 溪流 江南 江边 | undersea: underwater|under the sea|seabed|sea floor|ocean floor|deep sea|reef|aquarium 海底 水下 深海 | space: space|outer space|cosmos|galaxy|nebula|universe|orbit|on mars|mars|on the moon|lunar surface|starfield 太空 宇宙 银河 星空中 星系 火星 月球 月球上 星云
city: city|cityscape|skyline|downtown|metropolis|rooftop|rooftops|tokyo|new york|paris|london|shanghai|hong kong|cyberpunk city|urban 城市 都市 上海 东京 香港 城里 天际线 屋顶 巴黎 纽约 | street: street|alley|road|avenue|crossing|market|sidewalk|lane|night market 街 街道 小巷 街头 巷子 马路 集市 夜市 胡同 | village: village|town|hamlet|countryside village 村庄 村 小镇 山村 古镇 水乡
forest: forest|woods|woodland|grove|taiga|among trees|pine forest|bamboo forest|bamboo grove 森林 树林 林中 林间 松林 竹林 | jungle: jungle|rainforest|tropics|tropical 丛林 雨林 热带 | desert: desert|dunes|sahara|sand dunes|canyon|savanna|savannah|wasteland 沙漠 沙丘 戈壁 草原上的峡谷 | meadow: meadow|field|fields|grassland|prairie|pasture|hill|hills|hillside|countryside|farm|lawn|park|wheat field|lavender field 草地 田野 草原 山坡 原野 乡村 农场 麦田 公园 草坪 稻田 油菜花田
garden: garden|gardens|courtyard|orchard|zen garden|flower garden|backyard 花园 庭院 院子 果园 花丛 园林 | mountain: mountain|mountains|alps|peak|peaks|summit|valley|himalaya|mount fuji|fuji|ridge|highlands 山 高山 山上 雪山 山峰 山谷 富士山 群山 远山 青山 山间 山顶 山中 黄山 | snowfield: snowfield|tundra|arctic|antarctica|glacier|iceberg|ice floe|on ice|on the ice|ice|ice skating|north pole|snowy field 雪地 雪原 冰川 北极 南极 冰原 | cave: cave|cavern|grotto 洞穴 山洞 | volcano: volcano|lava|eruption|volcanic 火山 岩浆
room: room|bedroom|living room|interior|indoors|attic|fireplace|by the window|on a windowsill|windowsill 房间 卧室 客厅 室内 阁楼 窗台 窗边 壁炉 屋里 | kitchen: kitchen 厨房 | library: library|bookshop|bookstore|study|bookshelf|bookshelves 图书馆 书店 书房 书架 | cafe: cafe|café|coffee shop|diner|bar|restaurant|tavern|teahouse|tea house 咖啡馆 咖啡店 餐厅 酒馆 茶馆 酒吧 餐馆 | table: table|still life|on a table|desk|tabletop 桌子 桌上 静物 书桌 餐桌 | sky: sky|clouds|in the sky|above the clouds|flying|cloud|heaven|heavens 天空 云 云中 云端 空中 飞翔 云海 天上 | abstract: abstract|pattern|geometric|fractal|mandala 抽象 图案 几何 曼陀罗
"""

TIMES = """
dawn: dawn|sunrise|daybreak|first light|early morning 黎明 日出 清晨 拂晓 破晓 | morning: morning|breakfast 早晨 早上 上午 | day: day|daytime|noon|midday|sunny|afternoon|daylight 白天 中午 下午 晴天 正午 | golden: golden hour|golden light|late afternoon|warm light 黄金时刻 金色阳光 夕照 | dusk: dusk|sunset|twilight|evening|sundown|nightfall 黄昏 日落 傍晚 夕阳 晚霞 暮色 | night: night|midnight|nighttime|moonlit|moonlight|starry|at night|nocturnal|full moon|moon|crescent moon 夜 夜晚 晚上 午夜 月光 月夜 深夜 月亮 满月 夜里 月下 夜色 明月
"""
SEASONS = """
spring: spring|springtime 春天 春 春日 春季 | summer: summer|summertime 夏天 夏 夏日 夏季 | autumn: autumn|fall foliage|autumnal|fall leaves|in fall 秋天 秋 秋日 秋季 | winter: winter|wintry|wintertime|snowy|icy|frozen 冬天 冬 冬日 冬季 冰封
"""
WEATHERS = """
fog: fog|foggy|mist|misty|haze|hazy|smoke|smoky 雾 薄雾 大雾 雾中 雾气 烟雨 云雾 | rain: rain|rainy|raining|drizzle|downpour|puddle|puddles|in the rain|wet 雨 下雨 雨中 细雨 小雨 雨天 雨夜 | snow: snow|snowing|snowfall|blizzard|snowflakes|snowstorm 雪 下雪 雪中 大雪 飘雪 雪花 | storm: storm|stormy|thunderstorm|lightning|thunder|tempest|typhoon|hurricane 暴风雨 闪电 雷 雷雨 风暴 台风 | wind: wind|windy|breeze|breezy 风 大风 微风 | cloudy: cloudy|overcast|gloomy 多云 阴天 | clear: clear|cloudless|bright 晴 晴朗 万里无云
aurora: aurora|northern lights|aurora borealis|polar lights 极光 北极光 | rainbow: rainbow|rainbows 彩虹 | stars: stars|starry sky|starry night|starlit|shooting star|milky way|constellations 星星 星空 繁星 流星 银河系 满天繁星 | fireworks: fireworks|firework 烟花 烟火 | petals: petals|falling petals|cherry blossoms falling|falling blossoms 花瓣 落花 落英
"""
FRAMINGS = """
close: close up|closeup|close-up|detailed face 特写 近景 | portrait: portrait|bust|headshot|selfie 肖像 头像 人像 | wide: wide shot|wide angle|panorama|panoramic|landscape|vast|epic scale|distant|far away|tiny figure|establishing shot 全景 远景 广角 宏大 辽阔 风景 | aerial: aerial|aerial view|bird's eye|birds eye view|from above|top down|overhead 俯视 鸟瞰 航拍 | low: low angle|from below|worm's eye 仰视 | macro: macro 微距 | silhouette: silhouette|silhouetted|silhouettes|backlit 剪影 逆光
"""
MOODS = """
calm: calm|peaceful|serene|tranquil|quiet|cozy|cosy|gentle|soft|relaxing 宁静 平静 安静 温馨 温柔 | gloomy: gloomy|dark|sad|melancholy|moody|lonely|eerie|spooky|scary|haunted|creepy|ominous|gothic 忧郁 孤独 阴森 恐怖 寂寞 悲伤 黑暗 | joyful: joyful|happy|cheerful|playful|fun|cute|adorable|whimsical|kawaii|smiling 快乐 可爱 欢乐 开心 萌 | dreamy: dreamy|dreamlike|magical|mystical|enchanted|fantasy|surreal|ethereal|magic|fairytale|fairy tale 梦幻 魔法 奇幻 童话 神秘 仙境 | epic: epic|dramatic|majestic|heroic|powerful|grand|glowing 史诗 壮观 宏伟 雄伟 | vivid: vibrant|colorful|colourful|vivid|bright colors|rainbow colored|psychedelic 鲜艳 多彩 缤纷 五颜六色 | muted: muted|pale|faded|desaturated|minimal|minimalist|minimalistic|simple 淡雅 简约 极简 | warm: warm 温暖 | cold: cold|chilly|freezing 寒冷 冷
"""
COLOURS = """
#d6402f: red|scarlet|crimson|ruby 红 红色 红色的 赤 | #e8762c: orange 橙色 橙 橘色 | #f2c230: yellow|golden|gold 黄 黄色 金色 金 金黄 | #3f9a55: green|emerald|lime|olive 绿 绿色 翠绿 | #1f8f8a: teal|turquoise|cyan|aqua 青 青色 蓝绿 | #2f6fc0: blue|navy|azure|cobalt|sapphire|indigo 蓝 蓝色 深蓝 天蓝 | #7a4aa8: purple|violet|lavender|lilac|magenta 紫 紫色 | #e888a8: pink|rose pink|salmon pink 粉 粉色 粉红 粉红色 | #f4f3ee: white|ivory|pale white|snow white 白 白色 | #2a2a30: black|ebony|jet black 黑 黑色 | #8a8f96: grey|gray|silver 灰 灰色 银色 银 | #8a5a38: brown|bronze|copper|tan|beige 棕 棕色 褐色 咖啡色
"""
SIZES = """
0.55: tiny|miniature|mini|teeny|micro 微小 迷你 极小 | 0.75: small|little|young 小 小小 | 1.3: big|large|tall|great 大 高 | 1.7: giant|huge|enormous|gigantic|colossal|massive|towering 巨大 巨型 庞大
"""
COUNTS = """
1: a|an|one|single|lone|solitary|the 一 一只 一个 一条 一座 一艘 一棵 一匹 一头 一位 一名 一辆 一朵 一群里的一只 一幅 一张 一盏 一间 一只只 | 2: two|couple of|pair of|both|twin 两 两只 两个 二 两条 两座 两位 两棵 一对 双 | 3: three|trio of|a few|several|some 三 三只 三个 三条 几只 几个 三位 三棵 三艘 | 4: four 四 四只 四个 | 5: five|many|lots of|group of|flock of|herd of|school of|pack of|swarm of|bunch of 五 五只 五个 一群 许多 很多 成群 | 6: six|dozens of|crowd of 六 六只 六个 | 7: seven 七 七只 七个 | 8: eight|nine|ten|a dozen 八 九 十 八只 十只
"""
RELATIONS = """
on: on|on top of|atop|upon 在上 坐在 站在 骑在上 上面 之上 | in: in|inside|within|into 在里 里面 里 中 之中 | under: under|beneath|below|underneath 下 下面 之下 在下 | beside: beside|next to|by|near|at|along|and|with|alongside 旁 旁边 和 与 跟 边上 及 | above: above|over|hovering over 上方 上空 | behind: behind 后面 背后 | riding: riding|rides|astride 骑 骑着 | holding: holding|holds|carrying|playing|reading|drinking|eating|catching|chasing 拿着 抱着 举着 弹 吃 喝 读 看 拉 | wearing: wearing|dressed in 穿着 戴着 戴
"""
TRAITS = """
sleeping: sleeping|asleep|dreaming|napping|resting|curled up 睡觉 睡着 睡着的 沉睡 打盹 睡 | flying: flying|soaring|floating|hovering|drifting|gliding 飞 飞翔的 飘 漂浮 飞过 盘旋 | running: running|howling|jumping|leaping|galloping|dancing|walking|swimming|sailing|racing|hunting|climbing 跑 奔跑 跳 跳跃 跳舞 游 游泳 走 散步 航行 驶过 | sitting: sitting|perched|standing|waiting|watching|looking|gazing|staring 坐 坐着 站 站着 站立 等待 望着 看着 | old: old|ancient|weathered|wooden|rusty|abandoned|antique 古老 老 旧 古 破旧 木 | robotic: robotic|mechanical|steampunk|cyber|cyborg|metal 机械 蒸汽朋克 | glowing: glowing|shining|luminous|radiant|illuminated|lit|bioluminescent 发光 闪亮 闪闪发光
"""
FILLERS = """
of to for from that this is are his her its their it as be which who very really so some up out off then there where while when like style styled picture image photo photograph photography painting drawing illustration art artwork print render rendering beautiful gorgeous stunning pretty lovely nice best masterpiece masterful quality high highly detailed detail details intricate ultra hd 4k 8k 16k uhd hdr trending artstation professional award winning sharp focus realistic photorealistic hyperrealistic scene view through into across toward towards against full body background foreground show shows make draw paint create please me my i want something shot light lighting lit looking style-of inspired aesthetic color colors colour colours wallpaper poster design concept digital made between around all its leaning being having has have was were s t sitting very too also just only one's during after before without palette palettes crowded among amid fighting landing knitting picnic party skating ice-skating howls jumps runs sits stands flies swims sleeps sign says night-time hidden alone together wakes eats naps end knitted knit woollen embroidered
的 了 着 在 是 有 正在 正 和 与 请 画 帮我 给我 想要 一下 幅 张 图 图片 照片 画面 风格 风 高清 精美 精致 超清 杰作 最佳 质量 细节 丰富 唯美 美丽 漂亮 好看 插画 绘画 作品 背景 前景 下的 里的 上的 中的 地 得 那 这 它 他 她 个 只 条 座 艘 棵 匹 头 位 名 辆 朵 盏 间 片 上 下 里 中 被 把 从 到 向 往 对 为 而 并 以 用 就 都 也 很 非常 十分 静静 静静地 独自 远处 近处 身边 一起 来 去 里面 画一 画一只 画一幅 穿 裙子 亮 亮着 队 口 碗 热腾腾 降落 钓 帽子 乌篷 赏 站在 坐在 躺 望 看 听 写着 古风 国风 大 战 大战 独酌 与 以及 像 般 般的 那样 那只 这只
"""
FINISHES = """
grain: grainy|film grain|vintage|retro|analog|35mm 复古 胶片 怀旧 | cinematic: cinematic|film still|movie still|anamorphic 电影感 电影 剧照 | bloom: bloom|soft light|god rays|volumetric light|lens flare 光晕 丁达尔 | vignette: vignette 暗角
"""

# Where drawings live and how tall they are, by name or, failing that, by the category of the icon set.
PLACES = {
    "air": "bat butterfly honeybee lady-beetle dove eagle airplane small-airplane helicopter hot-air-balloon balloon kite parachute flying-saucer "
    "phoenix-bird woman-fairy man-fairy person-fairy comet cloud red-heart musical-notes feather mosquito fly dragon-eastern airship seagull hummingbird paper-lantern",
    "water": "sailboat canoe ship motor-boat speedboat ferry passenger-ship duck swan goose lotus whale spouting-whale person-rowing-boat rowing-boat pirate-ship "
    "person-surfing person-swimming ring-buoy hippopotamus",
    "underwater": "koi manta axolotl diver submarine fish tropical-fish shark octopus jellyfish dolphin coral squid blowfish turtle woman-merpeople man-merpeople person-merpeople lobster shrimp diving-mask seal",
    "space": "ringed-planet satellite rocket globe-showing-europe-africa alien-monster shooting-star milky-way",
    "table": "teacup typewriter gramophone old-radio record-player bonsai teapot teacup-without-handle hot-beverage steaming-bowl candle books open-book crystal-ball mantelpiece-clock radio telephone laptop camera bouquet",
}
CLOTHES = "dress t-shirt coat kimono jeans womans-clothes scarf shorts lab-coat running-shirt necktie sari"
WADERS = "heron crane flamingo swan duck goose frog hippopotamus otter beaver crocodile elephant stone-bridge red-bridge bridge-at-night shinto-shrine torii"
METRES = {
    "lighthouse": 22, "windmill": 14, "pagoda": 24, "castle": 26, "japanese-castle": 26, "church": 20, "house": 7, "hut": 5, "shinto-shrine": 9, "hindu-temple": 18,
    "office-building": 60, "tokyo-tower": 80, "ferris-wheel": 40, "statue-of-liberty": 45, "mosque": 25, "derelict-house": 8, "circus-tent": 12, "bridge-at-night": 25,
    "deciduous-tree": 9, "evergreen-tree": 11, "palm-tree": 9, "cherry-tree": 8, "bamboo": 7, "pine": 11, "oak": 10, "birch": 10, "willow": 9, "maple-autumn": 9, "palm": 9, "cactus-saguaro": 5, "temple": 12, "torii": 9, "cabin": 6, "cottage": 7, "treehouse": 10, "red-bridge": 7, "stone-bridge": 7, "pirate-ship": 20, "airship": 16, "steam-train": 4.5, "rowing-boat": 1.4, "golem": 5, "mech": 8, "dragon-western": 7, "griffin": 3, "street-lamp": 4, "deer-stag": 1.7, "hare": 0.4, "raven": 0.4, "robin": 0.14, "koi": 0.6, "teacup": 0.1, "cactus": 4, "christmas-tree": 5, "sailboat": 9, "ship": 22, "canoe": 1.5,
    "whale": 8, "spouting-whale": 9, "elephant": 3.2, "giraffe": 5, "dragon": 7, "t-rex": 6, "sauropod": 8, "locomotive": 4.5, "train": 4, "bullet-train": 4, "tram": 3.6,
    "automobile": 1.6, "bus": 3, "delivery-truck": 3, "fire-engine": 3.2, "tractor": 2.6, "bicycle": 1.2, "motorcycle": 1.3, "rocket": 20, "hot-air-balloon": 16, "airplane": 10,
    "horse": 1.9, "camel": 2.2, "bear": 1.7, "polar-bear": 1.7, "lion": 1.3, "tiger": 1.2, "deer": 1.5, "wolf": 0.95, "fox": 0.6, "cat": 0.4, "black-cat": 0.4, "dog": 0.6, "rabbit": 0.35,
    "panda": 1.2, "heron": 1.1, "crane": 1.4, "swan": 0.9, "flamingo": 1.3, "snail": 0.05, "butterfly": 0.12, "honeybee": 0.06, "mouse": 0.12, "frog": 0.15, "moai": 6, "snowman": 1.6, "tent": 2,
}  # fmt: skip
DEFAULT_METRES = {
    "Animals & Nature": 0.7,
    "Food & Drink": 0.15,
    "Objects": 0.3,
    "Travel & Places": 4.0,
    "People & Body": 1.7,
    "Activities": 0.5,
    "": 1.7,
}
IMPLIED = {
    "undersea": PLACES["underwater"].replace("turtle", "").replace("dolphin", ""),
    "sea": "whale spouting-whale sailboat ship dolphin ferry passenger-ship pirate anchor motor-boat speedboat viking",
    "shore": "lighthouse crab palm-tree palm spiral-shell person-surfing person-merpeople turtle",
    "lake": "heron swan duck goose lotus canoe flamingo crane frog otter beaver person-rowing-boat fisherman hippopotamus",
    "space": "astronaut rocket ringed-planet satellite alien flying-saucer comet globe-showing-europe-africa",
    "desert": "camel cactus cactus-saguaro scorpion two-hump-camel cowboy",
    "snowfield": "penguin polar-bear snowman seal skier snowboarder santa-claus christmas-tree",
    "forest": "fox wolf bear deer owl mushroom mushroom-red deer-stag hedgehog red-panda chipmunk woman-elf raccoon badger moose",
    "jungle": "tiger monkey gorilla orangutan parrot sloth leopard crocodile snake panda elephant",
    "city": "office-building taxi tram bus ninja metro police-car tokyo-tower statue-of-liberty detective",
    "street": "automobile bicycle red-paper-lantern motorcycle umbrella-with-rain-drops skateboard motor-scooter fire-engine ambulance",
    "sky": "hot-air-balloon airplane kite phoenix-bird eagle dragon balloon small-airplane helicopter parachute",
    "meadow": "horse cow ewe windmill butterfly rabbit tractor farmer honeybee kangaroo unicorn zebra giraffe lion pig goat",
    "garden": "rose tulip sunflower sunflower-tall peacock snail lady-beetle fountain girl blossom cherry-tree cherry-blossom",
    "mountain": "pagoda shinto-shrine torii temple cabin monk goat llama samurai castle japanese-castle hut wizard knight hindu-temple",
    "table": PLACES["table"]
    + " red-apple pear birthday-cake sushi pizza hamburger grapes strawberry wine-glass bread croissant doughnut ice-cream lemon",
    "room": "couch-and-lamp bed guitar violin musical-keyboard teddy-bear cat black-cat potted-plant television chair",
    "kitchen": "chef cook pancakes",
    "village": "house church",
}


def entries(table: str) -> list[tuple[str, list[str]]]:
    """Read a table: each meaning with its words. English phrases stand between bars, Chinese words between spaces."""
    found = []
    for line in table.strip().splitlines():
        for entry in line.split(" | "):
            key, _colon, rest = entry.partition(":")
            words: list[str] = []
            english: list[str] = []
            for part in rest.strip().split(" "):
                if any(sign >= "\u2e80" for sign in part):
                    words.append(part)
                elif part:
                    english.append(part)
            phrases = [phrase.strip() for phrase in " ".join(english).split("|") if phrase.strip()]
            found.append((key.strip(), [*phrases, *words]))
    return found
