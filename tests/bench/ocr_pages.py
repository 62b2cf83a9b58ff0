"""Ten pages of known text as pictures, clean or spoiled as scanners and telephones spoil them.

The fonts are those inside PyMuPDF and Pillow, so that every machine draws the same pages.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pymupdf
from PIL import Image, ImageFilter, ImageFont

WIDTH, HEIGHT = 595.0, 842.0
SERIF, SANS, MONO = ("tiro", "tibo", "tiit"), ("helv", "hebo", "heit"), ("cour", "cobo", "coit")
AILERON = ("aileron", "aileron", "aileron")  # Pillow's own

HARBOUR = """The harbour office opened its books on 3 March 1984, and the first entry concerned a cargo of 1,240 \
barrels of salted herring. Captain E. R. Whitcombe signed for them at 7:45 a.m.; the tide, he noted, \
was "uncommonly low". Nobody disputed the figure at the time, although the scales in the old shed had \
not been tested since the war.

Later audits (see pages 12-14) found that 38.5% of the barrels had never left the quay. The insurer's letter, \
dated 9 June, asked for $4,310.75 in damages and for a list of every witness. It was answered within a week, with \
the receipts, two photographs and a cheque for the remainder.

What happened between those two dates is the subject of this report. We have spoken with eleven of the fourteen \
people who worked on the quay that spring, walked the yard with a measuring wheel, and read each of the 63 ledgers \
that survived the flood of 1991. Our findings are set out below in the order in which the events took place."""

GARDEN = """Tomatoes are sown under glass from the middle of February. The seedlings want warmth (18 to 21 \
degrees) and as much light as a north-facing room can give them; without it they grow tall, pale and \
weak. Prick them out when the first true leaves have opened, handling each plant by a leaf and never \
by its stem.

Beans can wait until the soil is warm. A simple test is to sit on it: if you would rather not, neither would they. \
Sow two seeds to a station, 15 cm apart, and pull the weaker one. Runner beans need canes of at least 2.4 metres, \
tied where they cross, and a great deal of water once the flowers open.

In a dry June the hose is less use than a thick mulch laid in May. Grass cuttings, leaf mould or half-rotted \
compost will all do, provided the ground was wet to begin with. Keep it a hand's breadth from the stems, or the \
slugs will thank you for the shelter."""

SURVEY = """Between 2011 and 2019 the survey counted breeding pairs in forty-two upland squares. Each square was \
visited twice a year, once before 15 May and once after, by the same observer wherever this could be \
arranged. Weather, start time and the number of grazing animals were written down on every visit.

The population fell in the first three years and recovered in the following five. The recovery began in the \
wettest squares and reached the drier ones about two seasons later, which agrees with what is known about the \
insects that the chicks are fed on. Numbers in the northern block never changed by more than a tenth.

Observers differ, and so do their ears. To allow for this we walked twelve squares with two people who did not \
speak to each other until the count was over. They agreed on 87 of every 100 birds, and where they disagreed the \
older observer nearly always had the smaller number."""

LETTERS = """Dear Margaret, your parcel came on Tuesday and nothing in it was broken, not even the blue jug. I \
have put it on the kitchen shelf where the cat can't reach it, or says he can't. The seeds are in the \
drawer until spring.

The new bus runs at ten past the hour and stops outside the chemist's. I took it to the library and was home \
before the rain. They have closed the upper floor for repairs, so the maps can't be seen until after Easter; the \
young man at the desk was kind about it and wrote my name in his book.

Please tell Joseph that the answer to his question is no, I never met her, but my brother did. He said that she \
spoke four languages, played the cello badly, and kept bees on the roof of the embassy. She left in 1938 with two \
suitcases and a passport in another name."""

EUROPE = """Die Straßenbahn fährt täglich außer sonntags; für größere Gepäckstücke ist ein Zuschlag von 2,50 € zu \
zahlen. Öffnungszeiten und Preise ändern sich jährlich im März. Bitte beachten Sie die Aushänge an den \
Haltestellen.

Le café du marché ouvre à six heures; l'été, on y dîne dehors jusqu'à minuit. Les élèves du lycée y mangent \
d'excellentes crêpes, où le beurre ne manque jamais. Le garçon connaît déjà leurs prénoms.

El niño pequeño soñaba con montañas y cigüeñas. Mañana, según el periódico, lloverá en toda la región; llévense el \
paraguas y no olviden la compañía del perro. ¿Quién abrirá la puerta? La señora Núñez, como siempre.

Påsken faller sent i år, og været blir kjølig på kysten. Båten går klokka åtte fra brygga ved Ærfugløya, så møt \
opp i god tid. Następny pociąg do Łodzi odjeżdża o godzinie siódmej z peronu trzeciego."""

MACHINE = """Before the cover is lifted, switch the press off at the wall and wait until the green lamp has gone \
out. The drum turns for about forty seconds after the motor has stopped. A sheet that is caught \
between the rollers must be drawn out in the direction of travel; pulled backwards, it tears, and the \
scrap will be found by the next customer.

Oil the bearings once a week with three drops of light machine oil, type B-12 or better. Never use the heavy oil \
from the lift. Wipe away what runs over, because it softens the rubber of the feed wheels. Record the date and \
your initials on the card inside the door."""

MINUTES = """The committee met in Room 4.17 at half past nine. Present were Ms Adeyemi (chair), Mr Brandt, Dr \
Castellano, Mrs Dunne and, until eleven o'clock, Mr Eriksson of the finance department. Apologies had \
been received from Professor Falk.

The budget for the coming year was discussed at length. Mr Eriksson explained that heating costs had risen by 22% \
while the grant had stayed at 185,000, and that the reserve would not last beyond the autumn. Dr Castellano asked \
whether the second boiler could be turned off. It was agreed to ask the engineer for his opinion before 30 \
September."""


@dataclass
class Drawn:
    """A page and the text on it, in the order of reading; table rows with bars between their cells."""

    name: str
    pdf: bytes
    text: str
    dpi: int


@dataclass
class Sheet:
    name: str
    faces: tuple[str, str, str]
    size: float
    dpi: int
    leading: float = 1.3
    y: float = 64.0
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.document = pymupdf.open()
        self.page = self.document.new_page(width=WIDTH, height=HEIGHT)
        self.writer = pymupdf.TextWriter(self.page.rect)

    def drawn(self) -> Drawn:
        self.writer.write_text(self.page)
        return Drawn(self.name, self.document.tobytes(), "\n\n".join(self.texts), self.dpi)

    def heading(self, text: str, scale: float = 1.6) -> None:
        self.y += self.size * scale
        self._put(64.0, self.y, text, 1, self.size * scale)
        self.y += self.size * 1.4
        self.texts.append(text)

    def paragraphs(self, text: str, left: float = 64.0, right: float = WIDTH - 64.0, face: int = 0) -> None:
        for paragraph in text.split("\n\n"):
            self._flow(paragraph, left, right, face)
            self.y += self.size * 0.8
            self.texts.append(paragraph.replace("\u00ad", ""))

    def columns(self, text: str, gap: float = 24.0) -> None:
        """The text in two columns of equal length; soft hyphens are places where a line may end with a hyphen."""
        middle, top = WIDTH / 2, self.y
        lines = [
            (line, last)
            for paragraph in text.split("\n\n")
            for line, last in self._broken(paragraph, middle - gap / 2 - 56.0, 0)
        ]
        half = (len(lines) + 1) // 2
        lowest = top
        for left, part in ((56.0, lines[:half]), (middle + gap / 2, lines[half:])):
            self.y = top
            for line, last in part:
                self.y += self.size * self.leading
                self._put(left, self.y, line, 0, self.size)
                self.y += self.size * 0.7 if last else 0.0
            lowest = max(lowest, self.y)
        self.y = lowest + self.size
        self.texts += [paragraph.replace("\u00ad", "") for paragraph in text.split("\n\n")]

    def items(self, items: Sequence[str], mark: str = "•") -> None:
        for number, item in enumerate(items, 1):
            sign = mark.replace("1", str(number))
            self._put(64.0, self.y + self.size * self.leading, sign, 0, self.size)
            self._flow(item, 84.0, WIDTH - 64.0, 0)
            self.texts.append(f"{sign} {item}")
        self.y += self.size * 0.8

    def table(self, rows: Sequence[Sequence[str]], lefts: Sequence[float], lines: bool, numbers: int = 0) -> None:
        """`numbers`: how many of the last columns are set flush right."""
        step = self.size * 1.75
        top = self.y
        for at, row in enumerate(rows):
            self.y += step
            for column, (left, cell) in enumerate(zip(lefts, row, strict=True)):
                face = 1 if at == 0 else 0
                flush = 62.0 - self._length(cell, face, self.size) if column >= len(row) - numbers else 0.0
                self._put(left + flush, self.y - self.size * 0.55, cell, face, self.size)
        if lines:
            right = lefts[-1] + 70.0
            for at in range(len(rows) + 1):
                self.page.draw_line((lefts[0] - 5, top + at * step), (right, top + at * step), width=0.6)
            for left in (*(left - 5 for left in lefts), right):
                self.page.draw_line((left, top), (left, top + len(rows) * step), width=0.6)
        self.y += self.size * 1.2
        self.texts.append("\n".join(" | ".join(row) for row in rows))

    def _flow(self, text: str, left: float, right: float, face: int) -> None:
        for line, _ in self._broken(text, right - left, face):
            self.y += self.size * self.leading
            self._put(left, self.y, line, face, self.size)

    def _broken(self, text: str, width: float, face: int) -> list[tuple[str, bool]]:
        """The lines of a paragraph, and whether each is its last."""
        lines: list[str] = []
        line = ""
        for word in text.split():
            grown = f"{line} {word}".strip()
            if not line or self._length(grown.replace("\u00ad", ""), face, self.size) <= width:
                line = grown
                continue
            head, hyphen, tail = word.partition("\u00ad")
            if hyphen and self._length(f"{line} {head}-".replace("\u00ad", ""), face, self.size) <= width:
                lines.append(f"{line} {head}-")
                line = tail
            else:
                lines.append(line)
                line = word
        return [(part.replace("\u00ad", ""), False) for part in lines] + [(line.replace("\u00ad", ""), True)]

    def _length(self, text: str, face: int, size: float) -> float:
        return float(_font(self.faces[face]).text_length(text, fontsize=size))

    def _put(self, x: float, y: float, text: str, face: int, size: float) -> None:
        self.writer.append((x, y), text, font=_font(self.faces[face]), fontsize=size)


@cache
def _font(name: str) -> pymupdf.Font:
    if name != "aileron":
        return pymupdf.Font(name)
    path = ImageFont.load_default(10).path  # a file in memory
    path.seek(0)
    return pymupdf.Font(fontbuffer=path.read())


def _hyphenable(text: str) -> str:
    for word in ("observer", "population", "disagreed", "following", "arranged", "northern", "recovered", "insects"):
        half = len(word) // 2
        text = text.replace(word, f"{word[:half]}\u00ad{word[half:]}")
    return text


def ten_pages() -> list[Drawn]:
    """Ten pages, in fonts, sizes and layouts of letters, reports, articles, lists and tables."""
    pages: list[Drawn] = []

    sheet = Sheet("report, serif 11 pt", SERIF, 11.0, 200)
    sheet.heading("The Affair of the Herring Barrels")
    sheet.paragraphs(HARBOUR)
    sheet.heading("Minutes of the inquiry", 1.3)
    sheet.paragraphs(MINUTES)
    pages.append(sheet.drawn())

    sheet = Sheet("guide, sans 10 pt", SANS, 10.0, 300)
    sheet.heading("The Kitchen Garden")
    sheet.paragraphs(GARDEN)
    sheet.heading("Care of the press", 1.3)
    sheet.paragraphs(MACHINE)
    pages.append(sheet.drawn())

    sheet = Sheet("letter, typewriter 10 pt", MONO, 10.0, 200)
    sheet.paragraphs(LETTERS)
    pages.append(sheet.drawn())

    sheet = Sheet("article, two columns, serif 10 pt", SERIF, 10.0, 300)
    sheet.heading("Upland Birds after the Wet Years")
    sheet.columns(_hyphenable(f"{SURVEY}\n\n{MINUTES}\n\n{GARDEN}"))
    pages.append(sheet.drawn())

    sheet = Sheet("newsletter, two columns, sans 10.5 pt", SANS, 10.5, 200)
    sheet.heading("News from the Quay")
    sheet.columns(f"{HARBOUR}\n\n{MACHINE}")
    sheet.heading("From our readers", 1.3)
    sheet.columns(LETTERS)
    pages.append(sheet.drawn())

    sheet = Sheet("table with lines, sans 10 pt", SANS, 10.0, 200)
    sheet.heading("Sales by region")
    sheet.paragraphs(MACHINE.partition("\n\n")[0])
    sheet.table(
        [["Region", "Manager", "Orders", "Amount"], ["North", "Adeyemi", "1,204", "48,310.50"],
         ["East", "Brandt", "987", "36,002.75"], ["South", "Castellano", "1,530", "71,845.00"],
         ["West", "Dunne", "412", "9,960.20"], ["Overseas", "Eriksson", "76", "12,400.00"]],
        (80.0, 180.0, 310.0, 420.0), lines=True, numbers=2,
    )  # fmt: skip
    sheet.paragraphs(MINUTES.partition("\n\n")[2])
    pages.append(sheet.drawn())

    sheet = Sheet("lists, serif 12 pt", SERIF, 12.0, 200)
    sheet.heading("Before you travel", 1.5)
    sheet.paragraphs("Please read these notes carefully and keep them with your ticket.")
    sheet.items(
        ["Your passport must be valid for at least six months after the day on which you return.",
         "Two photographs, 35 by 45 mm, are needed for the permit.",
         "Medicines travel in your hand luggage, in the boxes in which you bought them, with a copy of the \
prescription.",
         "Batteries over 100 Wh are not carried."],
    )  # fmt: skip
    sheet.heading("On the day", 1.2)
    sheet.items(
        ["Arrive two hours before departure.", "Show this page and your permit at desk 14.",
         "Keep the yellow slip: you will be asked for it again when you change trains at the border, usually at \
night.", "Call 0800 555 0199 if the coach is late."], "1.",
    )  # fmt: skip
    pages.append(sheet.drawn())

    sheet = Sheet("four languages, Aileron 11 pt", AILERON, 11.0, 250)
    sheet.paragraphs(EUROPE)
    pages.append(sheet.drawn())

    sheet = Sheet("italics and small print, serif 10 pt", SERIF, 10.0, 300)
    sheet.heading("A Correspondence", 1.8)
    sheet.paragraphs(LETTERS, face=2)
    sheet.paragraphs(SURVEY)
    sheet.paragraphs(HARBOUR.partition("\n\n")[0], face=1)
    pages.append(sheet.drawn())

    sheet = Sheet("invoice, sans 11 pt", SANS, 11.0, 250)
    sheet.heading("Invoice 2024-0817")
    sheet.paragraphs("Bramley & Sons, 14 Orchard Lane, Hereford HR4 9DT")
    sheet.paragraphs("Thank you for your order of 12 August. Please pay within thirty days to the account below.")
    sheet.table(
        [["Article", "Quantity", "Price", "Total"], ["Apple crates, large", "24", "6.50", "156.00"],
         ["Apple crates, small", "40", "4.25", "170.00"], ["Grafting knife, steel", "3", "18.90", "56.70"],
         ["Netting, 5 m roll", "7", "11.00", "77.00"], ["Carriage", "1", "35.00", "35.00"]],
        (64.0, 240.0, 330.0, 430.0), lines=False, numbers=3,
    )  # fmt: skip
    sheet.paragraphs("Sort code 20-45-77, account 83619402, reference 2024-0817. Goods remain ours until paid for.")
    pages.append(sheet.drawn())
    return pages


def picture(page: Drawn, dpi: int | None = None) -> Image.Image:
    """The page as a clean scanner gives it."""
    with pymupdf.open(stream=page.pdf, filetype="pdf") as document:
        pixels = document[0].get_pixmap(dpi=dpi or page.dpi, alpha=False)
        return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def spoiled(page: Drawn, how: str, seed: int = 7) -> Image.Image:
    """The page "skewed" by 2 degrees, "noisy", "blurred", at "150 dpi", saved as a poor "jpeg", or "all" at once."""
    image = picture(page)
    if how == "skewed":
        turn = 2.0 if random.Random(f"{page.name}{seed}").random() < 0.5 else -2.0
        return image.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    if how == "noisy":
        grain = np.random.default_rng(seed).normal(0.0, 24.0, (image.height, image.width, 1))
        specks = np.random.default_rng(seed + 1).random((image.height, image.width, 1)) < 0.002
        grey = np.where(specks, 0.0, np.asarray(image, dtype=np.float32) * 0.85 + 20.0 + grain)
        return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    if how == "blurred":
        return image.filter(ImageFilter.GaussianBlur(page.dpi / 130))
    if how == "150 dpi":
        return picture(page, 150)
    if how == "jpeg":
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=40)
        return Image.open(packed)
    if how == "all":
        return _poor_copy(picture(page, 150), seed)
    raise ValueError(how)


def _poor_copy(image: Image.Image, seed: int) -> Image.Image:
    """Crooked, out of focus, grey, darker towards its foot, grainy, and saved poorly."""
    crooked = image.rotate(-2, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    soft = np.asarray(crooked.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float32)
    shade = 1 - 0.25 * np.linspace(0, 1, soft.shape[0])[:, None, None]
    grain = np.random.default_rng(seed).normal(0, 18, (*soft.shape[:2], 1))
    packed = io.BytesIO()
    Image.fromarray(np.clip((soft * 0.7 + 40) * shade + grain, 0, 255).astype(np.uint8)).save(
        packed, "JPEG", quality=40
    )
    return Image.open(packed)


SPOILED = ("skewed", "noisy", "blurred", "150 dpi", "jpeg", "all")
