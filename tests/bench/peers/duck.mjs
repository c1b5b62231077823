// One DuckDB for the driver: a line {"sql": "...", "rows": bool} on standard input is run, and answered
// with {"ms": n, "rows": [...]} or {"error": "..."}.  The first argument is the database file.
import { DuckDBInstance } from '@duckdb/node-api';
import { createInterface } from 'node:readline';

const instance = await DuckDBInstance.create(process.argv[2], { threads: '2', memory_limit: process.argv[3] });
const connection = await instance.connect();
for await (const line of createInterface({ input: process.stdin })) {
  const { sql, rows } = JSON.parse(line);
  let answer;
  try {
    const began = performance.now();
    const result = rows ? await connection.runAndReadAll(sql) : await connection.run(sql);
    answer = { ms: performance.now() - began, rows: rows ? result.getRowsJson() : [] };
  } catch (error) {
    answer = { error: String(error.message) };
  }
  console.log(JSON.stringify(answer));
}
