"""The API's description is valid OpenAPI 3.1, and every answer keeps to it, refusals too."""

import unittest

import browser
from bank import wait_until
from test_audience import upload
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
    "/me/jobs": ["/me/jobs"],
    "/me/views": ["/me/views"],
    "/me/views/{view_id}/edit": ["/me/views/999/edit"],
    "/jobs/{job_id}/file": ["/jobs/999/file"],
    "/selection/export": ["/selection/export?list=/customers&all=1", "/selection/export?list=/nowhere&all=1"],
    "/me/tokens": ["/me/tokens"],
    "/me/tokens/new": ["/me/tokens/new"],
    "/tokens": ["/tokens", "/tokens?state=working&sort=-until"],
    "/tokens/{token_id}": ["/tokens/1", "/tokens/999"],
    "/unmask": ["/unmask?what=quarantine.value&day=2026-01-05&file=account.csv&line=4"],
}

CUSTOMER = {f"/customers/{{customer_id}}{tab}": [f"/customers/1{tab}", f"/customers/999{tab}"]
            for tab in ("", "/assets", "/products", "/transactions", "/relations", "/why", "/timeline", "/statement")}
ADDRESSES |= CUSTOMER | {
    "/today": ["/today", "/today?org=1", "/today?org=999"],
    "/customers": ["/customers", "/customers?tier=gold&sort=-fa_avg", "/customers?sort=nothing"],
    "/customers/unassigned": ["/customers/unassigned"],
    "/customers/classes": ["/customers/classes"],
    "/customers/holdings": ["/customers/holdings"],
    "/customers/maturities": ["/customers/maturities", "/customers/maturities?kind=time&when=back"],
    "/customers/summary/managers": ["/customers/summary/managers"],
    "/customers/summary/organisations": ["/customers/summary/organisations"],
    "/conditions": ["/conditions", "/conditions?where=aum+%3E%3D+1", "/conditions?where=aun"],
    "/conditions/fields": ["/conditions/fields"],
    "/conditions/names": ["/conditions/names?kind=org&q=", "/conditions/names?kind=tag&q=nothing"],
    "/search": ["/search", "/search?q=name", "/search?q=%00%25_*"],
}
# What an administrator may not: asked by a relationship manager, or a teller.
MANAGER = {
    "/today": ["/today", "/today?view=customer"],
    "/customers/mine": ["/customers/mine", "/customers/mine?sort=-home_loans&columns=name,aum"],
    "/customers/related": ["/customers/related"],
    "/customers/summary/mine": ["/customers/summary/mine"],
    "/customers/holdings/mine": ["/customers/holdings/mine"],
    "/lookup": ["/lookup"],
    "/lookup/{look_up_id}": ["/lookup/999"],
    "/pending": ["/pending"],
}
TELLER = {"/today": ["/today"], "/serving": ["/serving"]}


def named_sets(admin):
    """A tag, a list with an upload, an audience, and the addresses about them."""
    def make(kind, **fields):
        return admin.post(f"/{kind}", {"visibility": "bank", **fields}).to

    tag = make("tags", name="golf", part="attitude")
    some = make("lists", name="spring")
    report = upload(admin, f"{some}/uploads", "1\nnobody\n", way="customer_no").to
    audience = make("audiences", name="rich", condition="aum >= 1", refresh="daily")
    return {
        "/tags": ["/tags"], "/tags/new": ["/tags/new"], "/tags/system/new": ["/tags/system/new"],
        "/tags/{tag_id}": [tag, "/tags/999"], "/tags/{tag_id}/edit": [tag + "/edit"],
        "/tags/{tag_id}/delete": [tag + "/delete"],
        **{f"/selection/{action}": [f"/selection/{action}?list=/customers&all=1", f"/selection/{action}?list=/customers"]
           for action in ("give-tag", "take-tag", "put-on-list", "take-off-list")},
        "/lists": ["/lists"], "/lists/new": ["/lists/new"], "/lists/{list_id}": [some, "/lists/999"],
        "/uploads/{upload_id}": [report], "/uploads/{upload_id}/lines": [report + "/lines"],
        "/audiences": ["/audiences"], "/audiences/new": ["/audiences/new"],
        "/audiences/{audience_id}": [audience, "/audiences/999"],
        "/audiences/{audience_id}/why": [audience + "/why", audience + "/why?customer=1"],
    } | {f"/lists/{{list_id}}/{page}": [f"{some}/{page}"] for page in ("edit", "tag", "upload", "delete")} \
      | {f"/audiences/{{audience_id}}/{page}": [f"{audience}/{page}"] for page in ("edit", "days", "overlap", "versions", "delete")}


def rules(admin):
    """A draft of rules, tried, and the addresses about it."""
    draft = admin.post("/rules/1/draft").to
    admin.post(draft + "/try")
    wait_until(lambda: not admin.json(draft).json["running"], "the draft is tried")
    whatif = f"/whatifs/{admin.json(draft).json['whatifs'][0]['whatif_id']}"
    return {
        "/rules": ["/rules"], "/rules/{version}": ["/rules/1", "/rules/999"], "/rules/drafts": ["/rules/drafts"],
        "/rules/drafts/{draft_id}": [draft, "/rules/drafts/999"],
        "/rules/drafts/{draft_id}/levels/value/{level}": [draft + "/levels/value/gold", draft + "/levels/value/emperor"],
        "/rules/drafts/{draft_id}/levels/card/{level}": [draft + "/levels/card/gold", draft + "/levels/card/emperor"],
        "/rules/drafts/{draft_id}/levels/{scheme}/{level}": [draft + "/levels/mass/wealth", draft + "/levels/mass/emperor"],
        "/rules/drafts/{draft_id}/levels/{scheme}/new": [draft + "/levels/mass/new", draft + "/levels/nothing/new"],
        "/rules/drafts/{draft_id}/schemes/new": [draft + "/schemes/new"],
        **{f"/rules/drafts/{{draft_id}}/schemes/{{scheme}}{page}": [f"{draft}/schemes/mass{page}", f"{draft}/schemes/nothing{page}"]
           for page in ("", "/copy")},
        "/whatifs/{whatif_id}": [whatif, whatif + "?scheme=2", "/whatifs/999"],
        "/whatifs/{whatif_id}/moves": [whatif + "/moves?scheme=1&level_before=0&level_after=1"],
    } | {f"/rules/drafts/{{draft_id}}/{page}": [f"{draft}/{page}"] for page in ("edit", "limits")}


def reports(admin):
    """A saved report, a dashboard, and the addresses about them."""
    saved = admin.post("/reports", {"by": "gender", "show": "customers", "name": "genders"}).to
    own = "/reports/" + saved.split("view=")[1]
    return {
        "/reports": ["/reports"],
        "/reports/run": ["/reports/run?by=gender,tier&show=customers", "/reports/run?by=tier&show=sum(aum)&over=months(3)", "/reports/run?by=nothing", saved, "/reports/run?view=999"],
        "/reports/file": ["/reports/file?by=gender"],
        "/reports/customers": ["/reports/customers?by=gender&show=customers", "/reports/customers?by=gender&show=customers&cell=nobody"],
        "/reports/built-in/{name}": ["/reports/built-in/churning", "/reports/built-in/league", "/reports/built-in/nothing"],
        "/reports/new": ["/reports/new"], "/reports/fields": ["/reports/fields"],
        "/reports/save": ["/reports/save?by=gender&show=customers"],
        "/dashboard": ["/dashboard"], "/dashboard/arrange": ["/dashboard/arrange"],
        "/dashboard/tile": ["/dashboard/tile?place=1", "/dashboard/tile?place=2", "/dashboard/tile?place=30", "/dashboard/tile"],
    } | {f"/reports/{{view_id}}/{page}": [f"{own}/{page}", f"/reports/999/{page}"] for page in ("edit", "delete")}


def asked(addresses, browser_of):
    return [{"path": path, "address": address, "cookie": browser_of.cookie} for path, several in addresses.items() for address in several]


class Api(unittest.TestCase):
    def test_every_answer_keeps_to_the_description(self):
        with Bank() as bank:
            deliver(bank)
            with Site(bank, "--watch", bank.days) as site:
                admin = site.sign_in("admin")
                admin.post("/me/tokens", {"name": "a program", "scopes": "LOADS_READ NIGHTS_READ"})
                sets = named_sets(admin) | rules(admin) | reports(admin)
                addresses = asked(ADDRESSES | sets, admin) + asked(MANAGER, site.sign_in("E0000")) + asked(TELLER, site.sign_in("E0003"))
                seen = browser.run_script("api.mjs", base=f"http://127.0.0.1:{site.port}", addresses=addresses)
                described = admin.get("/api/v1/openapi.json").json["paths"]
        for (page, _), faults in seen.items():
            with self.subTest(page):
                self.assertEqual(faults, [])
        left_out = {path for path, methods in described.items()
                    if "get" in methods and path not in ADDRESSES | sets | MANAGER | TELLER
                    and "content" in methods["get"]["responses"]["200"]}
        self.assertEqual({path for path in left_out if not path.startswith("/components")}, {"/sign-in", "/password"})


if __name__ == "__main__":
    unittest.main()
