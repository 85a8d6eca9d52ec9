"""Addresses nobody asks for who means well, as they are sent; {host} stands for the server's own name and port."""

STATIC, OWN = "/static/js/index.js", "/app/static/choropleth.js"

SPELLINGS = [
    spelling.format(folder=folder, rest=rest)
    for folder, rest in (("static", "js/index.js"), ("app", "static/choropleth.js"))
    for spelling in (
        "/{folder}/./{rest}",
        "/{folder}//{rest}",
        "//{folder}/{rest}",
        "/./{folder}/{rest}",
        "/{folder}/../{folder}/{rest}",
        "/{folder}/x/../{rest}",
        "/{folder}%2f{rest}",
        "/{folder}/%2e/{rest}",
        "/{folder}/%2E%2E/{folder}/{rest}",
        "/{folder}/.%2e/{folder}/{rest}",
        "/{folder}/%252e/{rest}",
        "/{folder}/%5c{rest}",
        "/{folder}\\{rest}",
        "/{folder}/{rest}/.",
        "/{folder}/{rest}/..",
        "/{folder}/;/../{rest}",
    )
]
ELSEWHERE = [
    "/../../../../etc/passwd",
    "/static/../../../../../../etc/passwd",
    "/app/static/..%2f..%2f..%2fetc%2fpasswd",
    "/app/static/%2e%2e/%2e%2e/.streamlit/secrets.toml",
    "/app/static//etc/passwd",
    "/app/static/%00",
    "/app/static/choropleth.js%00.png",
    "/app/static/\\\\server\\share",
    "/app/static/C:%5cwindows",
    "/media/../healthz",
    "/component/../../app.py",
    "/component/x/%2e%2e/%2e%2e/app.py",
    "/_stcore/bidi-components/../metrics",
    "/_stcore/../_stcore/metrics",
    "/_stcore//metrics",
    "/%5fstcore/metrics",
    "//evil.example/x",
    "/\\evil.example",
    "http://evil.example/",
    "http://{host}/healthz",
    "*",
]
CORE = [
    "/_stcore/metrics",
    "/_stcore/metrics/",
    "/_stcore/script-health-check",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/_stcore/agent/interact",
    "/_stcore/",
    "/_stcore/none",
    "/overview/_stcore/health",
    "/overview/_stcore/host-config",
    "/overview/_stcore/metrics",
    "/a/b/c/_stcore/health",
]
LONG = [
    "/" + "a" * 5_000,
    "/app/static/" + "a" * 5_000,
    "/static/" + "a" * 5_000 + ".js",
    "/media/" + "a" * 5_000,
    "/" + "a" * 256,
    "/app/static/" + "%E3%81%82" * 90,
    "/" + "a/" * 2_000,
    "/app/static/" + "%61" * 400,
]
UNPRINTABLE = [
    "/%ff",
    "/app/static/%ff%fe",
    "/%0d%0aSet-Cookie:%20x=1",
    "/%7f",
    "/%1b%5b2J",
    "/app/static/%0a",
]

NOTHING_THERE = [*SPELLINGS, *ELSEWHERE, *CORE, *LONG, *UNPRINTABLE]
