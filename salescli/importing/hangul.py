"""Korean or Chinese: bytes that are everyday characters in both cp949 and GB18030, told apart by common ones."""

from __future__ import annotations

_SYLLABLES = frozenset(
    # surnames, given names
    "김이박최정강조윤장임한오서신권황안송류전홍유고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추도"
    "소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예봉사부민수준호영경희숙자순미혜아다가라상승시세욱운완일재종철"
    "태필학해형환훈빈솔슬율찬창란린결건규균근동덕득대두련령록리림만목무범병보복본분삼생섭식실애언열와월윤응의익저점정집"
    # firms, titles, places
    "주식회사무역산업공기계물전약행증권험그룹코리아테크시스템소프트네워즈트푸드패션디자인미디어엔지니링건축설비화학섬"
    "과장부차대표이팀실원울산포평촌릉릴스크노드비디에너바오메타글로벌인터내셔날컴퍼니센터서비케통신운항해철강"
)
_CHARACTERS = frozenset(
    # surnames
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳管柯焦包花柴蓝关娄古葛甘"
    # given names
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红春梅建国志文辉力海燕婷雪宇晨欣怡子涵浩然俊博轩思佳慧琳洁莉萍鹏"
    "飞凤云峰波斌健康永成新亮光世中天东小晓大正德福荣贵生银宝庆祥瑞凯飘乐冰波菲寒冬歌皓昊恒宏鸿虎欢惠吉继嘉娇锦景君可兰丽连"
    # firms and headers
    "公司有限科技贸易电子集团实业信息技术工程机械设备制造材料进出口国际广告文化传媒网络软件服务投资管理咨询建筑装饰物流汽车医药"
    "北京上海广州深圳杭州南京苏州天津重庆成都武汉名称手机联系人电话邮箱地址客户备注部门经理业务采购总监代表北厂店行"
)


def chinese_or_korean(octets: bytes) -> str:
    """`cp949` or `gb18030` where the text could be in both and half its characters are common ones of that one.

    The two-byte characters of Korean in everyday use begin with B0 to C8, where Chinese has the sounds a to q.
    """
    hangul = [char for char in octets.decode("cp949", "replace") if char > "\x7f"]
    if not all("가" <= char <= "힣" for char in hangul):
        return ""
    chinese = [char for char in octets.decode("gb18030", "replace") if char > "\x7f"]
    syllables = sum(char in _SYLLABLES for char in hangul)
    characters = sum(char in _CHARACTERS for char in chinese)
    if syllables == characters or 2 * max(syllables, characters) < len(hangul):
        return ""
    return "cp949" if syllables > characters else "gb18030"
