"""The bill of materials, and the licences of all that is installed with majlis."""

import json
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from tests.tools.sbom import LOCK, LockedPackage, bill, licence, licences, main, packages

PACKAGES = list(packages())
JOINTS = {"AND", "OR", "WITH", "(", ")"}


def names_of(expression: str) -> set[str]:
    """Return the licences that an SPDX expression names."""
    return set(re.findall(r"[()]|[^\s()]+", expression)) - JOINTS


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.purl)
def test_the_licence_of_each_package_is_known_and_allowed(package: LockedPackage) -> None:
    named = names_of(licence(package.name))
    assert named, f"{package.name} says nothing; look, and add it to tests/data/licences.toml"
    assert named <= set(licences()["allowed"])


def test_no_licence_is_allowed_that_no_package_has() -> None:
    named = {name for each in PACKAGES for name in names_of(licence(each.name))}
    assert set(licences()["allowed"]) == named
    assert set(licences()["packages"]) <= {each.name for each in PACKAGES}


def test_a_package_that_says_nothing_or_something_else_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: dict[str, str] = {"License": "see the file", "Classifier": "Topic :: Text"}

    class Fields(dict[str, str]):
        def get_all(self, name: str) -> list[str]:
            return [self[name]] if name in self else []

    monkeypatch.setattr("tests.tools.sbom.metadata", lambda name: Fields(said))
    assert licence("new") == ""
    said["Classifier"] = "License :: OSI Approved :: MIT License"
    assert licence("new") == "MIT"
    said["License-Expression"] = "AGPL-3.0-only OR MIT"
    assert names_of(licence("new")) - set(licences()["allowed"]) == {"AGPL-3.0-only"}


def test_the_bill_lists_the_lock_and_is_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for name in ("a.json", "b.json"):
        main(str(tmp_path / name))
    text = (tmp_path / "a.json").read_text("utf-8")
    assert text == (tmp_path / "b.json").read_text("utf-8")
    assert "serialNumber" not in text and "timestamp" not in text
    assert set(re.findall(r"https?://[^\"]*", text)) == {
        "http://cyclonedx.org/schema/bom-1.6.schema.json"
    }
    parts = json.loads(text)["components"]
    lock = LOCK.read_text("utf-8")
    assert len(parts) == len(re.findall(r"^\S+==", lock, re.MULTILINE))
    assert sum(len(part["hashes"]) for part in parts) == lock.count("--hash=sha256:")
    assert len({part["bom-ref"] for part in parts}) == len(parts)
    assert [part["name"] for part in parts if "licenses" not in part] == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert bill()["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"


def test_what_is_installed_here_is_what_the_lock_names() -> None:
    pins: dict[str, set[str]] = {}
    for each in PACKAGES:
        pins.setdefault(each.name, set()).add(each.version)
    for name, wanted in pins.items():
        try:
            assert version(name) in wanted, name
        except PackageNotFoundError:
            assert all(each.marker for each in PACKAGES if each.name == name), name
