"""Chinese punctuation: what stands beside Chinese characters is written in full width.

Half a width is right within figures, addresses and the condition language."""

import re

CHINESE = r"[\u3400-\u9fff\u3001-\u301f\uff00-\uffef]"
WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
BESIDE = re.compile(f"(?<={CHINESE})([,;:?!])(?!=) ?|([,;:?!])(?={CHINESE})")
PAIR = re.compile(r"\(([^()]*)\)")


def widened_pair(match):
    before = match.string[: match.start()]
    inside = match.group(1)
    if re.search(CHINESE, inside) or (re.search(CHINESE + "$", before) and not inside.isascii()):
        return f"（{inside}）"
    return match.group(0)


def widened(text):
    """'text' as it should be; one without Chinese characters stays."""
    if not re.search(CHINESE, text):
        return text
    text = PAIR.sub(widened_pair, text)
    return BESIDE.sub(lambda m: WIDE[m.group(1) or m.group(2)], text)
