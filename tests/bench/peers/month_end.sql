create {temporary} table aum_month_{out} as select cid, aum from state_{out};
