-- The first version of the value rules: the numbers of rules.md.  Amounts in yuan, weights and shares
-- in basis points.  A level holds when all tests of one of its groups in "any" hold; levels rank from
-- the lowest.  "line" is the AUM a holder is held against, then months as watch, up to attention, and
-- until the reference is given up.

insert into rule_set (version, effective_on, rules) values (1, '0001-01-01', $json${
  "weights_bp": {"demand": 10000, "time": 10000, "fund": 10000, "bond": 10000, "wealth": 10000,
                 "mortgage": 5000, "credit_loan": 5000, "other_loan": 5000,
                 "insurance": 0, "securities": 0, "gold": 0},
  "potential_limit": "10000.00",
  "target_limit": "100000.00",
  "target_keep_months": 6,
  "spend_days": 365,
  "upgrade_daily": false,
  "assets_moved_from": "50000.00",
  "assets_moved_share": 5,
  "large_movement_from": "200000.00",
  "maturing_days": [30, 7, 1, 0],
  "card_expiring_days": 60,
  "birthday_days": 7,
  "holding_moved_bp": 1000,
  "churning_from": "platinum",
  "schemes": {
    "value": [
      {"name": "potential", "any": [[{"figure": "stage", "at_least": "potential"}]]},
      {"name": "gold", "line": "200000.00",
       "watch_months": 3, "attention_months": 6, "give_up_months": 18,
       "any": [[{"figure": "aum_max", "window": 6, "at_least": "200000.00"}],
               [{"figure": "credit_loan", "at_least": "300000.00"}]]},
      {"name": "platinum", "line": "500000.00",
       "watch_months": 3, "attention_months": 6, "give_up_months": 18,
       "any": [[{"figure": "aum_max", "window": 6, "at_least": "500000.00"}],
               [{"figure": "cc_spend", "at_least": "100000.00"}],
               [{"figure": "mortgage", "at_least": "1500000.00"}],
               [{"figure": "credit_loan", "at_least": "600000.00"}]]},
      {"name": "growth", "line": "5000000.00",
       "watch_months": 6, "attention_months": 12, "give_up_months": 24,
       "any": [[{"figure": "aum_max", "window": 12, "at_least": "5000000.00"}],
               [{"figure": "cc_spend", "at_least": "500000.00"}],
               [{"figure": "mortgage", "at_least": "5000000.00"}],
               [{"figure": "cc_grade", "at_least": "diamond"}]]},
      {"name": "core", "line": "10000000.00",
       "watch_months": 6, "attention_months": 12, "give_up_months": 24,
       "any": [[{"figure": "aum_max", "window": 12, "at_least": "10000000.00"}]]}
    ],
    "card": [
      {"name": "gold", "any": [[{"figure": "stage", "at_least": "target"},
                                {"figure": "fa_avg", "at_least": "100000.00"}]]},
      {"name": "platinum", "any": [[{"figure": "stage", "at_least": "target"},
                                    {"figure": "fa_avg", "at_least": "500000.00"}]]},
      {"name": "diamond", "any": [[{"figure": "stage", "at_least": "target"},
                                   {"figure": "fa_avg", "at_least": "5000000.00"}]]}
    ],
    "mass": [
      {"name": "mass", "any": [[{"figure": "product_kinds", "at_least": 0}]]},
      {"name": "affluent_potential",
       "any": [[{"figure": "aum", "at_least": "500000.00"}],
               [{"figure": "aum", "at_least": "50000.00"},
                {"figure": "product_kinds", "at_least": 3},
                {"figure": "active", "window": 30, "at_least": 1}]]},
      {"name": "affluent",
       "any": [[{"figure": "aum", "at_least": "1000000.00"}],
               [{"figure": "aum", "at_least": "500000.00"},
                {"figure": "product_kinds", "at_least": 4},
                {"figure": "active", "window": 30, "at_least": 1}]]},
      {"name": "private", "any": [[{"figure": "aum", "at_least": "6000000.00"}]]}
    ]
  }
}$json$);
