from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import WellreadError
from core.settings import IgnoreSettings, Settings, load_settings


def test_without_a_file_all_is_as_it_comes(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == Settings()


def test_what_is_set_holds_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[reading]\nfile_seconds = 30\nocr = false\n")
    reading = load_settings(path).reading
    assert (reading.file_seconds, reading.ocr, reading.page_seconds) == (30, False, Settings().reading.page_seconds)


def test_what_is_left_out_and_how_often_is_looked(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[ignore]\npatterns = ['*.log', '!a.log']\nlargest_mb = 50\n[watching]\nrescan_minutes = 2\n")
    settings = load_settings(path)
    assert settings.ignore == IgnoreSettings(("*.log", "!a.log"), 50, ())
    assert settings.watching.rescan_minutes == 2


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[reading", "settings.toml"),
        ("[colours]\n", "colours"),
        ("reading = 3\n", "table"),
        ("[reading]\nspeed = 3\n", "speed"),
        ("[reading]\nocr = 1\n", "ocr"),
        ("[reading]\nreaders = true\n", "readers"),
        ("[reading]\nreaders = 0\n", "readers"),
        ("[reading]\nreaders = 1.5\n", "readers"),
        ("[reading]\nmemory_mb = 10\n", "256"),
        ("[ignore]\npatterns = '*.log'\n", "a list of texts"),
        ("[ignore]\ntypes = ['csv', 3]\n", "types"),
        ("[ignore]\nlargest_mb = -1\n", "largest_mb"),
        ("[ignore]\nrules = []\n", "ignore.rules"),
        ("[watching]\nrescan_minutes = 0\n", "rescan_minutes"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(WellreadError, match=named):
        load_settings(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[library]\nuri = "https://example.org"\n', "begins with s3://"),
        ('[library]\nendpoint = "minio"\n', "begins with https://"),
        ("[library]\nuri = 3\n", "can't be 3"),
        ('[library]\nbucket = "x"\n', "does not know"),
        ("library = 1\n", "must be a table"),
    ],
)
def test_a_library_elsewhere_is_named_as_it_should_be(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WellreadError, match=said):
        load_settings(tmp_path / "settings.toml")
