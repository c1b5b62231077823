"""Every text that people see has a Chinese translation in Chinese punctuation, and no translation is left over.

Texts are N_("...") and in_tongue(t, "...") in C, and {{#_}}...{{/_}} in templates, where blanks and
line ends count as one blank, and none at the ends."""

import ast
import re

from . import chinese, sources

CATALOGUE = "po/zh_CN.po"
STRINGS = r'"(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*'
IN_C = re.compile(r"(?:\bN_\(\s*|\bin_tongue\([^,;\"]*,\s*)(" + STRINGS + r")\s*\)")
IN_TEMPLATES = re.compile(r"\{\{#_\}\}(.*?)\{\{/_\}\}", re.S)
ENTRY = re.compile(r"^msgid\s+(" + STRINGS + r")\s*^msgstr\s+(" + STRINGS + ")", re.M)
WIDTH = 100


def unquoted(strings):
    return "".join(ast.literal_eval(one) for one in re.findall(r'"(?:\\.|[^"\\\n])*"', strings))


def texts():
    """{text: the first file that says it}, in the order of the files."""
    found = {}
    for path in sources.files("src", suffixes=(".c", ".h", ".html")):
        if path.name.startswith("test_"):
            continue
        source = sources.text(path)
        if path.suffix == ".html":
            said = (" ".join(match.split()) for match in IN_TEMPLATES.findall(source))
        else:
            said = map(unquoted, IN_C.findall(source))
        for one in said:
            found.setdefault(one, path)
    return found


def catalogue():
    entries = ENTRY.findall(sources.text(CATALOGUE))
    return {unquoted(source): unquoted(translation) for source, translation in entries}


def check():
    said, known = texts(), catalogue()
    faults = [f"{path}: no Chinese for {text!r} (scripts/check --fix texts)"
              for text, path in said.items() if text and not known.get(text)]
    faults += [f"{path}: an empty text" for text, path in said.items() if not text]
    faults += [f"{CATALOGUE}: nobody says {text!r} (scripts/check --fix texts)"
               for text in known if text and text not in said]
    faults += [f"{CATALOGUE}: {text!r} is punctuated in half width (scripts/check --fix texts)"
               for text in known.values() if chinese.widened(text) != text]
    return faults


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def fix():
    """Writes the catalogue again, in the order of the files and in Chinese punctuation; what is new waits for its
    translation."""
    source = sources.text(CATALOGUE)
    head = source.partition("\n\n")[0].rstrip("\n")
    known, file = catalogue(), None
    with open(sources.TOP / CATALOGUE, "w", encoding="utf-8") as out:
        out.write(head + "\n")
        for text, path in texts().items():
            if path != file:
                out.write(f"\n#: {path}")
                file = path
            out.write(f"\nmsgid {quoted(text)}\nmsgstr {quoted(chinese.widened(known.get(text, '')))}\n")
    return []
