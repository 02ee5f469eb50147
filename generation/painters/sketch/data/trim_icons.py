"""Make drawings.json.xz from two npm packages, unpacked: @iconify-json/fluent-emoji-flat and emojibase-data.

Usage: python trim_icons.py FLUENT_FOLDER EMOJIBASE_FOLDER
"""

import json
import lzma
import re
import sys
from pathlib import Path
from typing import Any

SKIN = re.compile(r"-(light|medium-light|medium|medium-dark|dark)(-skin-tone)?$")
UNWANTED = re.compile(
    r"button|arrows?-|-arrow$|-oclock|-thirty|(?:^|-)hands?(?:-|$)|index-|finger|thumb|fist|facepalm|gesturing|frowning|(?<!s)pouting|bowing|shrugging|tipping|"
    r"massage|haircut|wheelchair|feeding|pregnant|breast|banknote|calendar|folder|card-|chart|yen|page-|tray|mailbox|"
    r"square|circle|japanese-(?!castle|dolls)|face-with|-face$|-face-with|symbol|sign$|medal|notebook|map-of|deaf|cane|"
    r"headscarf|skullcap|turban|steamy|levitating|biohazard|radioactive|keycap|flag-in-hole|gun|pistol|cigarette|syringe|"
    r"underwear|bikini|swimsuit|briefs|toilet|plunger|coffin|funeral|middle-|wrestling|handball|water-polo|in-bed|club-suit|spade|diamond-suit"
)
KEPT = {"bow-and-arrow", "teacup-without-handle", "cat-face", "dog-face", "full-moon-face", "sun-with-face", "clown-face", "new-moon-face"}
CATEGORIES = ("Activities", "Animals & Nature", "Food & Drink", "Objects", "People & Body", "Travel & Places")
EXTRA = (
    "ghost", "robot", "alien", "alien-monster", "skull", "red-heart", "black-cat", "pile-of-poo", "snowman", "goblin", "ogre",
    "broken-heart", "bomb", "musical-note", "peace-symbol", "yin-yang", "infinity", "blue-heart", "purple-heart", "star",
)  # fmt: skip
NUMBER = re.compile(r"-?\d*\.\d{3,}")


def main(fluent: Path, emojibase: Path) -> None:
    """Write the trimmed set beside this file."""
    icons = json.loads((fluent / "icons.json").read_text())["icons"]
    chars = json.loads((fluent / "chars.json").read_text())
    categories = json.loads((fluent / "metadata.json").read_text())["categories"]
    words = {language: _words(emojibase / language / "data.json") for language in ("en", "zh")}
    codes: dict[str, str] = {}
    for code, name in chars.items():
        codes.setdefault(name, code.upper())
    kept: dict[str, Any] = {}
    for category, names in categories.items():
        for name in names:
            if name not in icons or not (_wanted(name) if category in CATEGORIES else name in EXTRA):
                continue
            body = NUMBER.sub(lambda found: f"{float(found.group()):.2f}".rstrip("0").rstrip("."), icons[name]["body"])
            code = codes.get(name, "")
            key = next((one for one in (code, code.replace("-FE0F", "")) if one in words["en"]), "")
            en, zh = (words[language].get(key, ("", [])) for language in ("en", "zh"))
            emoji = "".join(chr(int(part, 16)) for part in code.split("-")) if code else ""
            kept[name] = {"b": body, "c": category, "e": emoji, "en": [en[0], *en[1]], "zh": [zh[0], *zh[1]]}
    data = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    packed = lzma.compress(data, preset=9 | lzma.PRESET_EXTREME)
    (Path(__file__).parent / "drawings.json.xz").write_bytes(packed)
    sys.stdout.write(f"{len(kept)} drawings, {len(packed) // 1024} KiB\n")


def _wanted(name: str) -> bool:
    return not SKIN.search(name) and (name in KEPT or not UNWANTED.search(name))


def _words(path: Path) -> dict[str, tuple[str, list[str]]]:
    entries = json.loads(path.read_text())
    return {entry["hexcode"].replace("-FE0F", ""): (entry["label"], entry.get("tags", [])) for entry in entries}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
