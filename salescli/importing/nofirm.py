"""Words that people put where a firm is asked for to say that there is none (CONTRACT 8)."""

from __future__ import annotations

_WORDS = """
none|no|nil|na|n.a.|not applicable|no company|no firm|no employer|without company|unknown|tbd|false|true|0|?|??|???|x
xx|xxx|.|..|...|/|\\
self-employed|self employed|selfemployed|freelance|freelancer|freelancing|independent|sole trader|unemployed|retired
private|private person
individual|personal|student|housewife|homemaker
无|無|没有|沒有|暂无|暫無|无公司|無公司|无单位|無單位|没公司|沒公司|个人|個人|个体|個體|个体户|個體戶|自由职业
自由職業|自由职业者|自由職業者
自由业|自由業|自由工作者|自由人|自雇|自僱|无业|無業|待业|待業|退休|未知|不详|不詳|空|保密|私人|散客
なし|無し|ナシ|個人事業主|フリーランス|フリー|自営業|自営|無職|없음|개인|프리랜서|자영업|무직
keine|keiner|kein|ohne|selbständig|selbstständig|selbststaendig|freiberuflich|freiberufler|freiberuflerin|privat
privatperson|rentner
aucun|aucune|néant|sans|indépendant|indépendante|auto-entrepreneur|autoentrepreneur|particulier|retraité|retraitée
ninguno|ninguna|autónomo|autónoma|particular|sin empresa|nenhum|nenhuma|autônomo|autônoma|nessuno|nessuna
libero professionista|privato
geen|zzp|zzp'er|zelfstandig|zelfstandige|ingen|inget|frilans|frilansare|brak|osoba prywatna|yok|serbest|нет
самозанятый|частное лицо
"""
_NO_FIRM = frozenset(word for line in _WORDS.split("\n") for word in line.split("|") if word)


def is_no_firm(text: str) -> bool:
    """Whether a firm's name says that there is none; only as a whole, so that 个人护理用品厂 and None Ltd stay firms."""
    return text.casefold() in _NO_FIRM
