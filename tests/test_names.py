"""Names: put together, called by a title, compared; and firms whose legal form doesn't matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salescli.core.language.names import compatible, firm_key, full_name, name_key, surname, title_fits, titled


@pytest.mark.parametrize(
    ("family", "given_", "middle", "whole"),
    [("王", "建国", "", "王建国"), ("欧阳", "娜娜", "", "欧阳娜娜"), ("山田", "花子", "", "山田花子"),
     ("홍", "길동", "", "홍길동"), ("Smith", "John", "A.", "John A. Smith"), ("", "John", "", "John"),
     ("王", "Peter", "", "Peter 王"), ("", "", "", "")],
)  # fmt: skip
def test_full_names(family: str, given_: str, middle: str, whole: str) -> None:
    assert full_name(family, given_, middle) == whole


@pytest.mark.parametrize(
    ("name", "family"),
    [("王建国", "王"), ("欧阳娜娜", "欧阳"), ("諸葛亮", "諸葛"), ("山田 花子", "山田"), ("John A. Smith", "Smith"),
     ("Smith, John", "Smith"), ("John Smith Jr.", "Smith"), ("Cher", "Cher"), ("홍길동", "홍"), ("", "")],
)  # fmt: skip
def test_surnames(name: str, family: str) -> None:
    assert surname(name) == family


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("王总", ("王", "总")), ("张總", ("张", "总")), ("王总经理", ("王", "总")), ("李副总", ("李", "总")),
        ("王经理", ("王", "经理")), ("陳經理", ("陳", "经理")), ("陈工", ("陈", "工")), ("刘董事长", ("刘", "董")),
        ("王總監", ("王", "总监")), ("李老师", ("李", "老师")), ("王先生", ("王", "先生")), ("欧阳总", ("欧阳", "总")),
        ("Mr Wang", ("Wang", "mr")), ("Ms. Li", ("Li", "ms")), ("mrs.Smith", ("Smith", "mrs")),
        ("Frau Müller", ("Müller", "frau")),
        ("王建国", None), ("总经理", None), ("王建国总", None), ("Mrwang", None), ("Wang", None), ("华星电子", None), ("", None),
    ],
)  # fmt: skip
def test_called_by_a_title(query: str, found: tuple[str, str] | None) -> None:
    assert titled(query) == found


@pytest.mark.parametrize(
    ("title", "job", "fits"),
    [
        ("总", "总经理", True), ("总", "CEO", True), ("总", "销售总监", True), ("总", "副总裁", True), ("總", "總經理", True),
        ("总", "VP Sales", True), ("总", "采购经理", False), ("总", "Devpost", False), ("经理", "采购部经理", True),
        ("经理", "Sales Manager", True), ("工", "高级工程师", True), ("工", "会计", False), ("董", "董事长", True),
        ("先生", "", True), ("mr", "anything", True), ("Dr.", "anything", True),
    ],
)  # fmt: skip
def test_titles_fit_jobs(title: str, job: str, fits: bool) -> None:
    assert title_fits(title, job) is fits


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("王总", "王建国", True), ("王先生", "王总", True), ("王总", "王经理", False), ("王总", "李建国", False),
        ("欧阳总", "欧阳娜娜", True), ("欧总", "欧阳娜娜", False), ("张伟", "张伟明", False), ("林知夏", "周明", False),
        ("山田 花子", "山田花子", True), ("ﾔﾏﾀﾞ", "ヤマダ", True), ("J. Smith", "John Smith", True),
        ("John A. Smith", "John Smith", True), ("John A Smith", "John B Smith", False), ("Smith, John", "John Smith", True),
        ("Wang Jianguo", "Jianguo Wang", True), ("John", "John Smith", False), ("Mr Wang", "Peter Wang", True),
        ("Mr Wang", "Peter Li", False), ("Jörg Heinz", "JORG HEINZ", True), ("Dr. John Smith Jr.", "John Smith", True),
        ("O'Brien Pat", "Pat O’Brien", True), ("", "", False), ("!", "!", False),
        # forms of address that exclude each other
        ("王先生", "王女士", False), ("王先生", "王小姐", False), ("王女士", "王小姐", True), ("Mr Smith", "Mrs Smith", False),
        ("Mr. John Smith", "Ms John Smith", False), ("Mr Smith", "Smith", True), ("Herr Weber", "Frau Weber", False),
        ("Frau Dr. Weber", "Herr Dr. Weber", False), ("王先生", "王老师", True), ("王建国先生", "王建国女士", False),
        ("Miss Chen", "Ms Chen", True),
    ],
)  # fmt: skip
def test_names_of_one_person(a: str, b: str, same: bool) -> None:
    assert compatible(a, b) is same


@given(st.text(max_size=15), st.text(max_size=15))
def test_compatible_is_symmetric_and_holds_with_itself(a: str, b: str) -> None:
    assert compatible(a, b) is compatible(b, a)
    assert compatible(a, a) is bool(name_key(a))


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("华星电子有限公司", "华星电子", True), ("华星电子股份有限公司", "华星电子", True), ("华星集团有限公司", "华星", True),
        ("华星电子（深圳）有限公司", "华星电子(深圳)", True), ("华星电子（北京）有限公司", "华星电子（上海）有限公司", False),
        ("华星电子有限公司深圳分公司", "华星电子有限公司", False), ("华星电子有限公司深圳分公司", "华星电子深圳分公司", True),
        ("中国工商银行深圳支行", "中国工商银行", False), ("ＡＣＭＥ Inc.", "Acme Co., Ltd.", True),
        ("The Acme Company", "acme", True),
        ("S.T.A.R. Labs", "STAR Labs", True), ("Müller GmbH & Co. KG", "Muller", True), ("L’Oréal S.A.", "LOreal", True),
        ("株式会社エイト商事", "エイト商事㈱", True), ("주식회사 삼성", "삼성", True), ("Acme", "Acme Asia", False),
        ("AT&T", "AT and T", True),
    ],
)  # fmt: skip
def test_one_firm(a: str, b: str, same: bool) -> None:
    assert (firm_key(a) == firm_key(b)) is same


@pytest.mark.parametrize("name", ["有限公司", "Ltd", "公司", "The", "集团"])
def test_a_name_that_is_all_legal_form_is_kept(name: str) -> None:
    assert firm_key(name)


@given(st.text(max_size=30))
def test_a_folded_firm_folds_to_itself_or_shorter(name: str) -> None:
    assert len(firm_key(firm_key(name))) <= len(firm_key(name))
