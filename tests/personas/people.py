"""What the people of the simulated week say and paint."""

NAMES = {
    "en": {"ana": "Ana", "bo": "Bo", "cy": "Cy"},
    "zh": {"ana": "阿娜", "bo": "小波", "cy": "小赛"},
}
PROMPTS = {
    "en": [
        "a heron in fog", "a tin moon", "two foxes on a roof", "a lighthouse in a storm", "a cat asleep in a library",
        "a teapot shaped like a whale", "my grandmother's kitchen in winter", "a dragon reading a newspaper", "an astronaut in a rice field",
        "a red bicycle against a blue wall", "a night market in the rain", "a samurai feeding ducks", "a hot air balloon over dunes",
        "an owl wearing glasses", "a train crossing a viaduct in snow", "a bowl of ramen, steam", "a robot gardener", "a ghost at a bus stop",
        "cherry blossom over a canal", "a whale in the clouds", "a very small castle", "flamingos at dawn", "an empty swimming pool at night",
    ],
    "zh": [
        "雾里的苍鹭", "铁皮月亮", "屋顶上的两只狐狸", "暴风雨里的灯塔", "图书馆里睡着的猫", "鲸鱼形状的茶壶", "冬天奶奶的厨房", "看报纸的龙",
        "稻田里的宇航员", "蓝墙边的红色自行车", "雨里的夜市", "喂鸭子的武士", "沙丘上的热气球", "戴眼镜的猫头鹰", "雪中过桥的火车", "一碗冒热气的拉面",
        "机器人园丁", "公交站的幽灵", "运河边的樱花", "云里的鲸鱼", "很小很小的城堡", "清晨的火烈鸟", "夜里空荡荡的游泳池",
    ],
}  # fmt: skip
TALK = {
    "en": [
        "hello", "hi everyone", "good morning", "thanks, that's lovely", "haha", "what do you think of my picture?", "which one is your favourite?",
        "I'm so tired today", "it's raining here again", "my cat knocked a cup off the table", "who are you?", "are you an AI?", "what is this place?",
        "paint me a fox in a teacup", "can you draw a lighthouse at night?", "draw something for me", "tell me a joke", "good night all",
        "I had noodles for lunch", "my train was an hour late", "feeling a bit sad", "I passed my exam!", "does anyone know a good soup recipe?",
        "what should I paint next?", "I saw a heron by the canal this morning", "we're moving house next week", "the meeting went on for ever",
        "I can't sleep", "do you like whales?", "why is the sky orange?", "yes", "no", "I made bread and it didn't rise", "my neighbour plays the violin at night",
        "there's a fox in our street", "the moon is huge tonight", "I found an old camera at the market", "it's my birthday tomorrow", "work was awful",
        "I miss the sea", "how do I make a picture?", "that's beautiful", "we got snow!", "I lost my umbrella on the bus", "what are you doing?",
        "my grandfather used to keep pigeons", "I'm learning the guitar", "coffee number four", "the library is closed on Sundays now", "look at that cloud",
        "I dreamt of an elevator that went sideways", "do you ever get bored?", "the kettle broke", "someone stole my lunch from the fridge",
        "I'd like to go to the desert one day", "what time is it there?", "the garden is all mushrooms", "my phone fell into the pond",
    ],
    "zh": [
        "你好", "大家好", "早上好", "谢谢，真好看", "哈哈", "你觉得我的画怎么样？", "你最喜欢哪张？", "今天好累", "这边又下雨了", "我家猫把杯子推下桌了",
        "你是谁？", "你是AI吗？", "这里是什么地方？", "画一只茶杯里的狐狸", "能画一座夜里的灯塔吗？", "随便画点什么", "讲个笑话", "大家晚安", "中午吃了面条",
        "火车晚点一个小时", "有点难过", "我考试通过了！", "谁知道什么汤好喝？", "接下来画什么好？", "早上在运河边看见一只苍鹭", "下周我们要搬家",
        "会开了一整天", "睡不着", "你喜欢鲸鱼吗？", "天为什么是橙色的？", "对", "不是", "我烤的面包没发起来", "邻居半夜拉小提琴", "我们街上有狐狸",
        "今晚月亮好大", "在市场淘到一台旧相机", "明天我生日", "上班太糟了", "想念大海", "怎么画图？", "真漂亮", "下雪啦！", "雨伞落公交车上了", "你在干嘛？",
        "我爷爷以前养鸽子", "我在学吉他", "第四杯咖啡了", "图书馆周日关门了", "看那朵云", "梦见一部横着走的电梯", "你会无聊吗？", "水壶坏了",
        "有人偷吃了我冰箱里的午饭", "想去一次沙漠", "你那儿几点？", "花园里全是蘑菇", "手机掉池塘里了",
    ],
}  # fmt: skip
