-- What all contenders must agree about.
select 'stage ' || stage as what, count(*) as number from state_{n} group by stage
union all select 'tier ' || tier, count(*) from state_{n} group by tier
union all select 'standing ' || standing, count(*) from state_{n} group by standing
union all select 'fa', sum64(fa) from state_{n}
union all select 'aum', sum64(aum) from state_{n}
union all select 'fa_avg', sum64(fa_avg) from state_{n}
union all select 'cc_spend', sum64(cc_spend) from state_{n}
union all select kind, count(*) from alert_{n} group by kind;
