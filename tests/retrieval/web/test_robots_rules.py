"""The rules of a robots.txt are kept as RFC 9309 has them."""

import time

import pytest

from retrieval.web.robots_rules import parse_robots


@pytest.mark.parametrize(
    ("rules", "allowed", "forbidden"),
    [
        ("Disallow: /a", ["/b", "/A", "/"], ["/a", "/ab", "/a/b?c"]),
        ("Disallow: *.php$", ["/a.php?b", "/a.phpx"], ["/a.php", "/b/.php.php"]),
        ("Disallow: /*/edit", ["/edit"], ["/a/edit", "/a/b/edit/c"]),
        ("Disallow: /a*b*c", ["/acb", "/ab"], ["/abc", "/a1b2c3"]),
        ("Disallow: /a*a$", ["/a", "/aab"], ["/aa", "/aba"]),
        ("Disallow: /$", ["/a"], ["/"]),
        ("Disallow: /*?", ["/a"], ["/a?b", "/?"]),
        ("Allow: /a/b\nDisallow: /a", ["/a/b", "/a/bc"], ["/a", "/a/c"]),
        ("Disallow: /\nAllow: /a", ["/a", "/a/b"], ["/b"]),
        ("Disallow: /a\nAllow: /a", ["/a"], []),
        ("Disallow:", ["/", "/a"], []),
        ("Disallow: /  # all of it", [], ["/", "/a"]),
        ("Disallow: /caf\u00e9", ["/caf"], ["/caf%C3%A9", "/caf%c3%a9/a"]),
        ("Disallow: /%61", ["/b"], ["/a", "/%61b"]),
        ("Disallow: /a%2Fb", ["/a/b"], ["/a%2fb"]),
    ],
)
def test_the_longest_pattern_decides(rules: str, allowed: list[str], forbidden: list[str]) -> None:
    robots = parse_robots(f"User-agent: *\n{rules}", "majlis")
    assert [path for path in allowed if not robots.allows(path)] == []
    assert [path for path in forbidden if robots.allows(path)] == []


def test_the_groups_of_a_program_come_before_those_of_all() -> None:
    text = (
        "Disallow: /lost\nUser-agent: *\nDisallow: /\nCrawl-delay: 9\n\n"
        "User-agent: other\nUSER-AGENT : Majlis/1.0\nDisallow: /a\nSitemap: /s\n\n"
        "User-agent: majlis\nDisallow: /b\nCrawl-delay: 2.5\n"
    )
    robots = parse_robots(text, "majlis")
    assert [path for path in ("/a", "/b", "/c", "/lost") if robots.allows(path)] == ["/c", "/lost"]
    assert robots.pause_s == 2.5
    assert parse_robots(text, "another").pause_s == 9
    assert parse_robots("User-agent: *\nCrawl-delay: nan", "majlis").pause_s == 0


def test_a_hostile_pattern_is_done_with_soon() -> None:
    robots = parse_robots("User-agent: *\n" + f"Disallow: {'/*a' * 1_000}b\n" * 160, "majlis")
    begun = time.thread_time()
    assert robots.allows("/a" * 990)
    assert time.thread_time() - begun < 1
