"""Texts of many languages in the encodings that they were written in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from core.reading.kinds.glance import sample_text
from core.reading.text.encodings import find_encoding
from tests.core.reading.text_kit import read, written

# The same notice in many languages, each with the encodings that its speakers used.
NOTICES = {
    "Sehr geehrte Damen und Herren, die Prüfung der Anträge dauert gewöhnlich drei Wochen. Für größere Beträge "
    "benötigen wir die Unterschrift der Geschäftsführung. Mit Grüßen aus Köln": "cp1252 iso8859-15 cp850 mac_roman",
    "Le conseil municipal s'est réuni à l'hôtel de ville pour débattre de la rénovation du théâtre. Après une longue "
    "délibération, les élus ont approuvé le budget présenté par la trésorière.": "cp1252 iso8859-15 cp850 mac_roman",
    "La reunión comenzó a las ocho de la mañana. El señor Muñoz explicó que los niños necesitan más espacio para "
    "jugar y que la construcción del jardín está retrasada. ¿Cuándo terminarán las obras?": "cp1252 cp850",
    "Szanowni Państwo, uprzejmie informujemy, że zebranie członków spółdzielni odbędzie się w piątek o godzinie "
    "siedemnastej. Omówimy sprawozdanie zarządu oraz wysokość opłat.": "cp1250 iso8859-2 cp852",
    "Tisztelt Lakók! Értesítjük Önöket, hogy a közgyűlést szeptember hatodikán, este hét órakor tartjuk a földszinti "
    "közös helyiségben. Napirenden szerepel a tető felújítása.": "cp1250 iso8859-2",
    "Уважаемые жильцы! Сообщаем, что общее собрание состоится в среду в семь часов вечера на первом этаже. На повестке "
    "дня: ремонт крыши и выборы нового председателя.": "cp1251 koi8-r cp866 iso8859-5",
    "Αγαπητοί συνάδελφοι, σας ενημερώνουμε ότι η συνέλευση θα γίνει την Τετάρτη στις επτά το απόγευμα. Στην ημερήσια "
    "διάταξη περιλαμβάνεται η επισκευή της στέγης.": "cp1253 iso8859-7",
    "Değerli komşularımız, genel kurul toplantısı çarşamba günü saat yedide yapılacaktır. Gündemde çatının onarımı ve "
    "yeni başkanın seçimi bulunmaktadır.": "cp1254",
    "שכנים יקרים, אנו מודיעים בזאת כי האסיפה הכללית תתקיים ביום רביעי בשעה שבע בערב. על סדר היום תיקון הגג": "cp1255",
    "السادة السكان الكرام، نحيطكم علما بأن الاجتماع العام سيعقد يوم الأربعاء في الساعة السابعة مساء": "cp1256",
    "住民の皆様へ。来週の水曜日の午後七時から、一階の集会室で総会を開催いたします。議題は屋根の修理です。"
    "地下室の鍵は管理人が保管しています。": "cp932 euc_jp iso2022_jp",
    "各位居民：下周三晚上七点将在一楼会议室召开全体大会。会议议程包括屋顶维修、取暖费用分摊。": "gb18030",
    "各位居民：下週三晚上七點將在一樓會議室召開全體大會。會議議程包括屋頂維修、暖氣費用分攤。": "big5",
    "주민 여러분께 알려드립니다. 다음 주 수요일 저녁 일곱 시에 일층 회의실에서 총회가 열립니다.": "cp949",
    "THE QUARTERLY REPORT. Sales rose by 12 percent in the spring, because of the new shop in Leeds. The manager asked "
    "for two more clerks and a van.": "cp500 cp037",
}
CASES = [(notice, encoding) for notice, encodings in NOTICES.items() for encoding in encodings.split()]


def test_old_encodings_are_found() -> None:
    wrong = []
    for notice, encoding in CASES:
        for data in (notice.encode(encoding), (notice + "\n").encode(encoding) * 40):
            found = find_encoding(io.BytesIO(data))
            if data.decode(found, "replace") != data.decode(encoding):
                wrong.append((encoding, notice[:20], found))
    assert len(wrong) <= 0.05 * 2 * len(CASES), wrong


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_unicode_without_a_mark(tmp_path: Path, encoding: str) -> None:
    for notice in NOTICES:
        text = f"{notice}\n1. {notice}\n"
        path = written(tmp_path, "a.txt", text.encode(encoding))
        assert "".join(page.text for page in read(path, "text")) == text


def test_lines_of_a_mainframe(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "First line of a list.\x85Second line of it.\x85".encode("cp037") * 5)
    (page,) = read(path, "text")
    assert page.text.startswith("First line of a list.\nSecond line of it.\n")


def test_holes_in_a_text_become_spaces(tmp_path: Path) -> None:
    data = b"10:00 the machine was started\n" + b"\0" * 12 + b"10:05 it goes on, and all is well\n"
    assert sample_text(data) is not None
    (page,) = read(written(tmp_path, "a.log", data), "text")
    assert page.text == data.decode().replace("\0", " ")
