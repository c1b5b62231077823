"""The API's description is valid OpenAPI 3.1, and every answer keeps to it, refusals too."""

import unittest

import browser
from test_pages import Bank, Site, deliver

ADDRESSES = {
    "/nights": ["/nights", "/nights?since=2026-01-06", "/nights?sort=nothing"],
    "/nights/{day}": ["/nights/2026-01-05", "/nights/2026-01-06", "/nights/1999-01-01"],
    "/loads": ["/loads", "/loads?state=taken&sort=-rows"],
    "/quarantine": ["/quarantine", "/quarantine?open=1&file=account.csv", "/quarantine?reason=x"],
    "/jobs": ["/jobs", "/jobs?state=done"],
    "/jobs/{job_id}": ["/jobs/1", "/jobs/999"],
    "/sources": ["/sources"],
    "/sources/{source_id}": ["/sources/1", "/sources/999"],
    "/users": ["/users", "/users?post=rm&page=2", "/users?post=emperor"],
    "/users/{staff_id}": ["/users/1", "/users/2", "/users/0"],
    "/organisations": ["/organisations", "/organisations?level=outlet"],
    "/me": ["/me"],
    "/me/tokens": ["/me/tokens"],
    "/me/tokens/new": ["/me/tokens/new"],
    "/tokens": ["/tokens", "/tokens?state=working&sort=-until"],
    "/tokens/{token_id}": ["/tokens/1", "/tokens/999"],
    "/unmask": ["/unmask?what=quarantine.value&day=2026-01-05&file=account.csv&line=4"],
}


class Api(unittest.TestCase):
    def test_every_answer_keeps_to_the_description(self):
        with Bank() as bank:
            deliver(bank)
            with Site(bank, "--watch", bank.days) as site:
                admin = site.sign_in("admin")
                admin.post("/me/tokens", {"name": "a program", "scopes": "LOADS_READ NIGHTS_READ"})
                seen = browser.run_script("api.mjs", base=f"http://127.0.0.1:{site.port}", cookie=admin.cookie,
                                          addresses=[{"path": path, "address": address}
                                                     for path, addresses in ADDRESSES.items() for address in addresses])
                described = admin.get("/api/v1/openapi.json").json["paths"]
        for (page, _), faults in seen.items():
            with self.subTest(page):
                self.assertEqual(faults, [])
        left_out = {path for path, methods in described.items()
                    if "get" in methods and path not in ADDRESSES
                    and "content" in methods["get"]["responses"]["200"]}
        self.assertEqual({path for path in left_out if not path.startswith("/components")}, {"/sign-in", "/password"})


if __name__ == "__main__":
    unittest.main()
