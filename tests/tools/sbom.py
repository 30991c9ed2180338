"""List the packages of requirements.lock as a software bill of materials: `make sbom`.

It is CycloneDX in JSON, made from the lock and from what installed packages say of their licences.
The same lock gives the same file; SOURCE_DATE_EPOCH adds when it was made.
"""

import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.places import DATA, ROOT

LOCK = ROOT / "requirements.lock"
_HASH = re.compile(r"--hash=(\w+):(\w+)")
_ALGORITHMS = {"sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """A package of a lock; it has a hash for each file that may be installed."""

    name: str
    version: str
    marker: str
    hashes: tuple[tuple[str, str], ...]

    @property
    def purl(self) -> str:
        """Return its package URL, which names no registry."""
        return f"pkg:pypi/{self.name}@{self.version}"


def packages(lock: Path = LOCK) -> Iterator[LockedPackage]:
    """Yield the packages of a lock."""
    for line in lock.read_text("utf-8").replace("\\\n", " ").splitlines():
        requirement = Requirement(line.partition("--hash")[0].strip())
        (pin,) = requirement.specifier
        yield LockedPackage(
            canonicalize_name(requirement.name),
            pin.version,
            str(requirement.marker or ""),
            tuple((_ALGORITHMS[name], value) for name, value in _HASH.findall(line)),
        )


@cache
def licences() -> dict[str, dict[str, Any]]:
    """Return what is allowed and known about licences."""
    return tomllib.loads((DATA / "licences.toml").read_text("utf-8"))


def licence(name: str) -> str:
    """Return the licence of a package as an SPDX expression, "" if it is not known."""
    if known := licences()["packages"].get(name):
        return str(known["licence"])
    try:
        fields = metadata(name)
    except PackageNotFoundError:
        return ""
    classifiers = fields.get_all("Classifier") or []
    named = [
        *(fields.get_all("License-Expression") or []),
        *(fields.get_all("License") or []),
        *(each.removeprefix("License :: ") for each in classifiers if each.startswith("License")),
    ]
    return next(filter(None, map(_expression, named)), "")


def _expression(words: str) -> str:
    try:
        return canonicalize_license_expression(licences()["words"].get(words, words))
    except InvalidLicenseExpression:
        return ""


def bill() -> dict[str, Any]:
    """Return the bill of materials."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    name, version = project["name"], project["version"]
    about: dict[str, Any] = {
        "component": {
            "type": "application", "bom-ref": f"{name}@{version}", "name": name, "version": version,
            "licenses": [{"license": {"id": project["license"]}}],
        },
    }  # fmt: skip
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        about["timestamp"] = f"{datetime.fromtimestamp(int(epoch), UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": about,
        "components": sorted(map(_component, packages()), key=lambda each: str(each["purl"])),
    }


def _component(package: LockedPackage) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "type": "library", "bom-ref": package.purl, "name": package.name,
        "version": package.version, "purl": package.purl,
        "hashes": [{"alg": name, "content": value} for name, value in sorted(package.hashes)],
    }  # fmt: skip
    if words := licence(package.name):
        fields["licenses"] = [{"expression": words}]
    if package.marker:
        fields["properties"] = [{"name": "majlis:installed-where", "value": package.marker}]
    return fields


def main(target: str) -> None:
    """Write it to a file."""
    text = json.dumps(bill(), indent=1, ensure_ascii=False)
    Path(target).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
