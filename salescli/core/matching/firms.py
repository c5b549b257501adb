"""Whether two folded firm names may be one firm's: written shorter, with its place, or mistyped - or a branch of it."""

from __future__ import annotations

from functools import lru_cache

from salescli.core.language.names import is_eastern
from salescli.core.matching.closeness import edits
from salescli.core.patterns import pattern

_PROVINCES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南
陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
"""
_CITIES = """
深圳 广州 东莞 佛山 珠海 中山 惠州 汕头 江门 厦门 福州 泉州 杭州 宁波 温州 绍兴 嘉兴 义乌 金华 苏州 无锡 南京 常州
南通 徐州 昆山 合肥 武汉 长沙 南昌 郑州 洛阳 济南 青岛 烟台 威海 潍坊 石家庄 太原 西安 成都 昆明 贵阳 南宁 海口 沈阳
大连 长春 哈尔滨 兰州 乌鲁木齐 台北 台中 台南 高雄 新竹 桃园 新北
"""
PLACES = frozenset((*_PROVINCES.split(), *_CITIES.split()))
_PLACE = pattern(f"({'|'.join(sorted(PLACES, key=len, reverse=True))})(?:省|市|特别行政区|自治区)?")
_BRANCH = pattern("(?:分公司|分行|支行|分店|分部|办事处|分厂|分院|事业部|营业部)$|(?:branch|division)$")
_NUMBER = pattern(r"\d+|[一二三四五六七八九十]+(?=[号店厂分部院])")
LEAST_CORE = 2  # characters of a name that are enough to tell it by, places aside


@lru_cache(maxsize=1024)
def core(key: str) -> str:
    """The name without its leading or bracketed place: 深圳市华星电子 and 华星电子深圳 → 华星电子."""
    if not is_eastern(key):
        return key
    bare = _PLACE.sub("", key)
    return bare if len(bare) >= LEAST_CORE else key


def places(key: str) -> frozenset[str]:
    """The places that a name has in it."""
    return frozenset(_PLACE.findall(key))


def alike(a: str, b: str) -> str:
    """same, place (one leaves its place out), near (mistyped), part (one is the shorter form), branch, or other."""
    if a == b:
        return "same"
    if bool(_BRANCH.search(a)) != bool(_BRANCH.search(b)):
        return "branch" if core(a)[:LEAST_CORE] == core(b)[:LEAST_CORE] else "other"
    if _NUMBER.findall(a) != _NUMBER.findall(b):
        return "other"
    here, there = places(a), places(b)
    if here and there and not (here <= there or there <= here):
        return "branch" if core(a) == core(b) else "other"
    return _cores(core(a), core(b))


def _cores(a: str, b: str) -> str:
    if a == b:
        return "place"
    short, long = sorted((a, b), key=len)
    far = edits(a, b)
    if (far == 1 and len(short) >= (4 if is_eastern(short) else 6)) or (far == 2 and len(short) >= 9):
        return "near"
    least = LEAST_CORE if is_eastern(short) else 4
    return "part" if len(short) >= least and long.startswith(short) else "other"
