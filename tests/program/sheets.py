"""Excel workbooks for tests, made by hand: good ones as Excel writes them, and what nobody would."""

import io
import zipfile
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
WORKBOOK = f'''<?xml version="1.0"?><workbook {MAIN}
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
 <sheet name="hidden" sheetId="1" state="hidden" r:id="rId9"/><sheet name="名单" sheetId="2" r:id="rId1"/>
 <sheet name="other" sheetId="3" r:id="rId8"/></sheets></workbook>'''
RELATIONS = '''<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="rId1" Type="x" Target="worksheets/sheet2.xml"/></Relationships>'''
# Style 0 is general, 1 a date of Excel's own, 2 one of the workbook's.
STYLES = f'''<?xml version="1.0"?><styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy\\-mm"/></numFmts>
 <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>'''


def cell(value, strings):
    """A text, a number as it stands in the file, or (number, style)."""
    if isinstance(value, tuple):
        return f'<c s="{value[1]}"><v>{value[0]}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c><v>{value!r}</v></c>"
    strings.append(value)
    return f'<c t="s"><v>{len(strings) - 1}</v></c>'


def sheet(rows, strings):
    body = "".join("<row>" + "".join(cell(value, strings) for value in row) + "</row>" for row in rows)
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>'


def workbook(rows=(), **parts):
    """The file's bytes; a part by its name in place of the usual one, None: without it."""
    strings = []
    files = {"xl/workbook.xml": WORKBOOK, "xl/_rels/workbook.xml.rels": RELATIONS, "xl/styles.xml": STYLES,
             "xl/worksheets/sheet2.xml": sheet(rows, strings)}
    table = "".join(f"<si><t>{escape(text)}</t><rPh><t>reading</t></rPh></si>" for text in strings)
    files["xl/sharedStrings.xml"] = f'<?xml version="1.0" encoding="UTF-8"?><sst {MAIN}>{table}</sst>'
    files |= {"xl/" + name.replace("__", "/") + ".xml": content for name, content in parts.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if content is not None:
                archive.writestr(name, content)
    return made.getvalue()
