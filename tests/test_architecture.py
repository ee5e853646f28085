"""What must not know what: read from the files themselves."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODEL, PAGES, SQL = (sorted((ROOT / folder).rglob(f"*.{suffix}")) for folder, suffix in (("db", "py"), ("pages", "py"), ("db", "sql")))
READ = {file: file.read_text(encoding="utf-8") for file in (*MODEL, *PAGES, *SQL, *ROOT.glob("*.py"))}
TREES = {file: list(ast.walk(ast.parse(text))) for file, text in READ.items() if file.suffix == ".py"}
BARE_SQL = {file: re.sub(r"--.*", "", READ[file]) for file in SQL}
A_STATEMENT = re.compile(r"\bselect\s.+\sfrom\s|\binsert into\b|\bdelete from\b|\bupdate \w+(\.\w+)? set\b|^\s*from \w+\.\w+", re.I | re.S)
A_CLOCK = re.compile(r"\b(now|today|get_current_timestamp|transaction_timestamp)\s*\(|\bcurrent_(date|time|timestamp)\b|\blocaltime", re.I)


def offenders(files, offends):
    return [str(file.relative_to(ROOT)) for file in files if offends(file)]


def imports(file):
    nodes = TREES[file]
    return {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names} | {
        node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)
    }


def strings(file):
    return [node.value for node in TREES[file] if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_the_model_knows_no_page():
    assert (
        offenders(MODEL, lambda file: [name for name in imports(file) if re.match(r"streamlit|altair|records_desk\.(pages|app)", name)])
        == []
    )


def test_a_page_holds_no_sql_and_no_engine():
    assert offenders(PAGES, lambda file: "duckdb" in imports(file) or [text for text in strings(file) if A_STATEMENT.search(text)]) == []


def test_no_sql_reads_the_clock():
    assert offenders(SQL, lambda file: A_CLOCK.search(BARE_SQL[file])) == []


def test_every_sql_file_says_first_what_it_is():
    assert offenders(SQL, lambda file: not re.match(r"-- \S", READ[file])) == []


def test_every_parameter_is_in_lower_snake_case():
    assert (
        offenders(
            SQL,
            lambda file: [
                name for name in re.findall(r"\$(\w+)", BARE_SQL[file]) if not re.fullmatch(r"[a-z]\w*", name) or name.lower() != name
            ],
        )
        == []
    )


def test_every_query_is_used():
    used = {text for file in TREES for text in strings(file)}
    assert offenders((file for file in SQL if file.parent.name == "queries"), lambda file: file.stem not in used) == []


def test_no_file_is_over_300_lines():
    assert offenders(READ, lambda file: READ[file].count("\n") > 300) == []


def test_no_function_is_over_40_lines():
    def is_long(node):
        return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno >= 40

    assert offenders(TREES, lambda file: [node.name for node in TREES[file] if is_long(node)]) == []


def test_every_module_opens_by_saying_what_it_owns():
    assert offenders(TREES, lambda file: not ast.get_docstring(ast.parse(READ[file]))) == []


FIELDS = {
    "text_input", "text_area", "selectbox", "multiselect", "checkbox", "radio", "date_input", "time_input", "number_input", "file_uploader", "toggle", "slider",
    "select_slider", "segmented_control", "pills", "data_editor", "chat_input", "camera_input", "color_picker", "audio_input", "feedback",
}  # fmt: skip


def helps(file, call):
    """Whether a call draws help: named there, or in `options`, which is handed on with help in it."""
    in_options = any(keyword.arg is None and ast.unparse(keyword.value) == "options" for keyword in call.keywords) and "\"help\":" in READ[file]
    return in_options or any(keyword.arg == "help" and ast.unparse(keyword.value) not in ("None", "''") for keyword in call.keywords)


def test_every_field_on_every_page_has_help():
    def without(file):
        calls = [node for node in TREES[file] if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FIELDS]
        return [call.lineno for call in calls if not helps(file, call)]

    assert offenders(PAGES, without) == []
