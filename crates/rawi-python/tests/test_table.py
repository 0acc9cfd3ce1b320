"""Tables in and out: the same rows and values in every library, and as the command's."""

import datetime

import pytest

import rawi

pyarrow = pytest.importorskip("pyarrow")
pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")

TEXTS = [
    "وصل أحمد الشرع إلى دمشق يوم الجمعة مع 30 شخصا.",
    "لا شيء هنا.",
    None,
    "قالت وزارة الداخلية إن 12 منزلا في بيروت رُممت أمس 😀.",
    "",
]
DAYS = [datetime.date(2025, 5, 18)] * 5


@pytest.fixture(scope="module")
def table():
    return pyarrow.table({"n": range(5), "body": TEXTS, "published": DAYS, "x": [{"a": 1}] * 5})


@pytest.fixture(scope="module")
def expected(news):
    """Of each row, what the pipeline gives for its text alone."""
    docs = [None if text is None else news(text, published="2025-05-18") for text in TEXTS]

    def rows(layer):
        return [None if doc is None else [row.to_dict() for row in doc[layer]] for doc in docs]

    return rows


def plain(value):
    """Tables have a place as a struct, rows as dicts have it as a pair."""
    if isinstance(value, dict):
        if value.keys() == {"start", "end"}:
            return [value["start"], value["end"]]
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def without_none(value):
    """A list and a truth value that a row lacks are null in a table."""
    if isinstance(value, dict):
        return {key: without_none(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [without_none(inner) for inner in value]
    return value


def test_nested_columns_hold_what_documents_hold(news, table, expected):
    found = rawi.transform(table, news, text="body")
    assert found.column_names[:4] == ["n", "body", "published", "x"] and found.num_rows == 5
    assert set(found.column_names[4:]) == set(news.layers) - {"tokens"} | {"errors", "warnings"}
    for layer in set(news.layers) - {"tokens"}:
        assert without_none(plain(found[layer].to_pylist())) == without_none(expected(layer)), layer
    assert found["errors"].to_pylist() == [[]] * 5
    assert [row["text"] for row in found["mentions"].to_pylist()[0]] == ["أحمد الشرع", "دمشق"]
    dates = [row["value"] for rows in found["dates"].to_pylist() for row in rows or []]
    assert "2025-05-17" in dates


def test_every_kind_of_table_gives_the_same(news, table, expected):
    wanted = rawi.transform(table, news, text="body", layers=["mentions", "numbers"])
    mentions = wanted["mentions"].to_pylist()
    assert sum(len(rows or []) for rows in mentions) == sum(len(rows or []) for rows in expected("mentions")) > 3

    reader = rawi.transform(table.to_reader(max_chunksize=2), news, text="body", layers=["mentions", "numbers"])
    assert isinstance(reader, pyarrow.RecordBatchReader) and reader.read_all().to_pylist() == wanted.to_pylist()
    batch = rawi.transform(table.to_batches()[0], news, text="body", layers=["mentions", "numbers"])
    assert batch.to_pylist() == wanted.to_pylist()

    frame = table.to_pandas()
    frame.index = list("abcde")
    found = rawi.transform(frame, news, text="body", layers=["mentions", "numbers"])
    assert list(found.index) == list("abcde") and list(found.columns) == wanted.column_names
    assert pyarrow.array(found["mentions"]).to_pylist() == mentions
    assert found["x"].tolist() == frame["x"].tolist()

    eager = polars.from_arrow(table)
    found = rawi.transform(eager, news, text="body", layers=["mentions", "numbers"])
    assert found["mentions"].to_list() == mentions and found.columns == wanted.column_names
    lazy = rawi.transform(eager.lazy(), news, text="body", layers=["mentions", "numbers"])
    assert isinstance(lazy, polars.LazyFrame) and lazy.collect_schema() == found.schema
    assert lazy.collect().equals(found)

    relation = duckdb.from_arrow(table)
    found = rawi.transform(relation, news, text="body", layers=["mentions", "numbers"])
    assert found.to_arrow_table()["mentions"].to_pylist() == mentions
    assert found.aggregate("count(*), sum(len(mentions))").fetchall() == [(5, sum(len(rows or []) for rows in mentions))]


def test_any_library_takes_the_stream(news, table):
    class Any:
        def __arrow_c_stream__(self, requested_schema=None):
            return table.__arrow_c_stream__(requested_schema)

    stream = rawi.transform(Any(), news, text="body", layers=["mentions"])
    assert isinstance(stream, rawi.Stream) and "mentions" in repr(stream)
    assert pyarrow.schema(stream).names == ["n", "body", "published", "x", "mentions", "errors", "warnings"]
    assert polars.DataFrame(stream).height == 5
    with pytest.raises(rawi.InputError, match="was read already"):
        pyarrow.table(stream)
    whole = rawi.transform(Any(), news, text="body", layers=["mentions"]).whole()
    assert whole.names == ["n", "body", "published", "x", "mentions", "errors", "warnings"]
    assert pyarrow.table(whole).equals(pyarrow.table(whole)) and polars.DataFrame(whole).height == 5


def test_every_library_writes_parquet_of_it_and_reads_it_back(table, tmp_path):
    found = rawi.transform(table.select(["n", "body", "published"]), "news", text="body")
    layers = [name for name in found.column_names if name not in ("n", "body", "published", "errors", "warnings")]
    assert {"numbers", "claims", "quotes"} <= set(layers)
    rows = found.select(layers).to_pylist()

    import pyarrow.parquet

    file = str(tmp_path / "of.parquet")
    pyarrow.parquet.write_table(found, file)
    assert pyarrow.parquet.read_table(file).select(layers).to_pylist() == rows
    polars.from_arrow(found).write_parquet(file)
    assert polars.read_parquet(file).select(layers).to_dicts() == rows
    duckdb.from_arrow(found).write_parquet(file)
    assert duckdb.read_parquet(file).count("*").fetchall() == [(5,)]
    found.to_pandas(types_mapper=pandas.ArrowDtype).to_parquet(file)
    assert pandas.read_parquet(file, dtype_backend="pyarrow").shape == (5, found.num_columns)


def test_exploded_rows_keep_reports_without_one(news, table, expected):
    wanted = [(n, row) for n, rows in enumerate(expected("mentions")) for row in rows or [{}]]
    options = dict(text="body", layers=[], explode="mentions")
    kinds = {
        "pyarrow": rawi.transform(table, news, **options),
        "pandas": rawi.transform(table.to_pandas(), news, **options),
        "polars": rawi.transform(polars.from_arrow(table), news, **options),
        "lazy": rawi.transform(polars.from_arrow(table).lazy(), news, **options).collect(),
        "duckdb": rawi.transform(duckdb.from_arrow(table), news, **options).to_arrow_table(),
    }
    for kind, found in kinds.items():
        found = pyarrow.table(found) if kind != "pandas" else pyarrow.Table.from_pandas(found, preserve_index=False)
        assert found.num_rows == len(wanted), kind
        assert found["n"].to_pylist() == [n for n, _ in wanted], kind
        for field in ("start", "end", "text", "label", "entity"):
            assert found[f"mentions_{field}"].to_pylist() == [row.get(field) for _, row in wanted], (kind, field)
        assert found["errors"].to_pylist() == [[]] * len(wanted)


def test_views_offsets_and_prefix(table):
    pipe = rawi.Pipeline({"stage": [{"uses": "normalizer"}, {"uses": "segmenter"}]}, offsets="bytes")
    found = rawi.transform(table, pipe, text="body", layers=["tokens"], views=["normal"], prefix="rawi_")
    assert found["rawi_normal"].to_pylist()[:3] == [pipe(TEXTS[0]).normal.text, pipe(TEXTS[1]).normal.text, None]
    for text, rows in zip(TEXTS, found["rawi_tokens"].to_pylist()):
        for row in rows or []:
            assert text.encode()[row["start"] : row["end"]].decode() == row["text"]


def test_types_of_text_and_metadata(quick):
    texts = ["وصل أمس 3 رجال"] * 2
    columns = {
        "plain": pyarrow.array(texts),
        "large": pyarrow.array(texts, pyarrow.large_string()),
        "view": pyarrow.array(texts, pyarrow.string_view()),
        "dictionary": pyarrow.array(texts).dictionary_encode(),
        "time": pyarrow.array([datetime.datetime(2025, 5, 18, 7, 30)] * 2),
        "day": pyarrow.array(["2025-05-18"] * 2),
        "number": pyarrow.array([7, 8]),
    }
    table = pyarrow.table(columns)
    for name in ("plain", "large", "view", "dictionary"):
        for day in ("time", "day"):
            found = rawi.transform(table, quick, text=name, id="number", meta={"published": day}, layers=["dates"])
            assert [row[0]["value"] for row in found["dates"].to_pylist()] == ["2025-05-17"] * 2
    assert rawi.transform(table.slice(0, 0), quick, text="plain").num_rows == 0


@pytest.mark.parametrize("kind", [pyarrow.table, pandas.DataFrame, polars.DataFrame, lambda columns: duckdb.from_arrow(pyarrow.table(columns))])
def test_what_is_wrong_with_a_table_is_told(quick, kind):
    table = kind({"body": ["نص"], "numbers": [1], "list": [[1]]})
    with pytest.raises(rawi.InputError, match="no column `text`.* among body, numbers, list"):
        rawi.transform(table, quick)
    with pytest.raises(rawi.InputError, match="a column `numbers` already; name a `prefix=`"):
        rawi.transform(table, quick, text="body")
    with pytest.raises(rawi.InputError, match="column `list` holds .* no text|`list` is a text, a number or a date, and this is list"):
        rawi.transform(table, quick, text="list", layers=["mentions"])
    with pytest.raises(rawi.InputError, match="no stage gives a layer `names`; there is dates, mentions"):
        rawi.transform(table, quick, text="body", layers=["names"])
    with pytest.raises(rawi.InputError, match="no stage gives a view `lower`; there is normal"):
        rawi.transform(table, quick, text="body", layers=["mentions"], views=["lower"])
    with pytest.raises(rawi.InputError, match="errors="):
        rawi.transform(table, quick, text="body", errors="ignore")


def test_no_table_is_told(quick):
    with pytest.raises(rawi.InputError, match="list is no table"):
        rawi.transform(["نص"], quick)


def test_a_report_that_fails_is_a_row_with_its_error(table):
    stages = [{"uses": "segmenter"}, {"uses": "numbers"}]
    run = {"max-document": 40, "on-error": "drop"}
    found = rawi.transform(table, rawi.Pipeline({"stage": stages, "run": run}), text="body", layers=["numbers"])
    assert found.num_rows == 5
    assert [[error["stage"] for error in errors] for errors in found["errors"].to_pylist()] == [["source"], [], [], ["source"], []]
    assert found["numbers"].to_pylist()[:3] == [None, [], None]
    run["on-error"] = "stop"
    stop = rawi.Pipeline({"stage": stages, "run": run})
    with pytest.raises(Exception, match="max-document"):
        rawi.transform(table, stop, text="body")
    assert rawi.transform(table, stop, text="body", errors="keep")["errors"].to_pylist() == found["errors"].to_pylist()


def test_columns_of_metadata_may_be_named_by_a_generator(quick):
    data = {"text": ["نص"], "published": ["2025-05-18"], "outlet": ["الوكالة"]}
    wanted = rawi.transform(data, quick, meta=["published", "outlet"])
    assert rawi.transform(data, quick, meta=(name for name in ["published", "outlet"])) == wanted
    with pytest.raises(rawi.InputError, match="`nowhere`"):
        rawi.transform(data, quick, meta=(name for name in ["nowhere"]))


def test_many_rows_on_many_threads_are_in_order(quick):
    texts = [f"وصل {i} شخصا" for i in range(3000)]
    table = pyarrow.table({"text": texts})
    one = rawi.transform(table, quick, threads=1)
    assert [rows[0]["value"] for rows in one["numbers"].to_pylist()] == list(range(3000))
    assert rawi.transform(table, quick, threads=5).equals(one)
    assert one["numbers"].num_chunks > 1


def test_accessors(quick):
    import rawi.pandas
    import rawi.polars

    table = {"text": ["وصل 30 شخصا"]}
    assert pandas.DataFrame(table).rawi.transform(quick)["numbers"][0][0]["value"] == 30
    assert polars.DataFrame(table).rawi.transform(quick)["numbers"][0][0]["value"] == 30
    assert polars.LazyFrame(table).rawi.transform(quick).collect()["numbers"][0][0]["value"] == 30
