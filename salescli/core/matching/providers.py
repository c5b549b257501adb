"""Which e-mail addresses are a person's own, wherever they work: those at providers where anybody may have one."""

from __future__ import annotations

import re

_WORDS = """
126 139 163 188 189 21cn 263 aliyun aol btinternet comcast daum foxmail free gmail gmx googlemail hanmail hinet hotmail
icloud kakao laposte libero live mac mail me msn nate naver orange outlook pchome pm proton protonmail qq rediffmail
rocketmail sina sohu t-online tom tutanota vip.163 vip.qq vip.sina wanadoo web wo yahoo yandex yeah ymail zoho
"""
_ENDINGS = r"(?:com|net|org|cn|tw|hk|jp|kr|sg|my|de|at|ch|fr|it|es|uk|us|ca|au|in|br|mx|ru|me|eu)"
_PRIVATE = re.compile(rf"(?:{'|'.join(map(re.escape, _WORDS.split()))})(?:\.(?:com|co|net|msa))?\.{_ENDINGS}", re.I)


def is_private_address(address: str) -> bool:
    """Whether the address is at a provider of mailboxes for anybody, not at a firm's own domain."""
    return bool(_PRIVATE.fullmatch(address.rpartition("@")[2].strip().rstrip(".>")))
