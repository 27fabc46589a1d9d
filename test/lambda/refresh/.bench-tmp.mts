import { openDatabase, literal } from '/work/main/lambda/engines/duckdb/database.ts';
import { startS3Server } from '/work/main/lambda/local/s3/server.ts';
import { s3ObjectStore } from '/work/main/lambda/stores/s3/object-store.ts';
import { S3Client, CreateBucketCommand } from '@aws-sdk/client-s3';
import { refresh } from '/work/main/lambda/pipeline/refresh/refresh.ts';
import { defaultSettings } from '/work/main/graph/settings.ts';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
const root = mkdtempSync('/tmp/rx/s3-');
const creds = { accessKeyId: 'local', secretAccessKey: 'locallocal' };
const server = await startS3Server({ directory: root, region: 'us-east-1', ...creds });
const client = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true, credentials: creds });
await client.send(new CreateBucketCommand({ Bucket: 'data' }));
const store = s3ObjectStore(client, 'data');
const N = Number(process.argv[2] ?? 1_000_000), C = N/10, mem = Number(process.argv[3] ?? 1024);
{
  const db = await openDatabase();
  const f = root+'/d.parquet';
  let t = Date.now();
  // heterogeneous: customer rate gamma-ish
  await db.run(`create table c as select i, (0.2 - ln(1-random())*1.0)*10 as lam, (random()*700)::int as birth, exp(-ln(1-random())) scale, least(1095, (random()*700)::int + (-ln(1-random())*500)::int) death from range(${C}) r(i)`);
  await db.run(`create table o as select i, scale, birth, unnest(range(1+(lam)::int)) k from c`);
  await db.run(`copy (select 'id:'||i as customer_key, 'shop' as source, i||'-'||k as order_id, timestamptz '2023-01-01' + to_days(d) + to_seconds((random()*86000)::int) as ordered_at, null::smallint as utc_offset_minutes, (date '2023-01-01' + d)::date as order_day, 'USD' as currency, g::decimal(18,4) as gross, 0::decimal(18,4) as discount, 0::decimal(18,4) as refund, 0::decimal(18,4) as tax, 0::decimal(18,4) as shipping, g::decimal(18,4) as net, null::decimal(18,4) as cost, 'paid' as status, case when random()<0.05 then 'CANCELLED' end as exclusion, ['search','social','mail'][1+(i%3)::int] as channel, 'c'||(i%20) as campaign, null::varchar as coupon, [{product:'p'||(random()*500)::int, name: 'Product', quantity: 1::decimal(18,4), amount: g::decimal(18,4)}] as lines, '2024-01-01T00:00:00.000Z' as version, 'run-1' as run from (select *, case when k=0 then birth else birth + (random()*random()*(1095-birth))::int end as d, (5+20*scale*(0.5+random())) g from o)) to '${f}' (format parquet, compression zstd)`);
  console.log('generated', Date.now()-t, statSync(f).size, await db.rows(`select count(*) n, count(distinct customer_key) c from '${f}'`));
  await store.upload(f, 'lake/orders/delta/run-1.parquet');
  const p = root+'/p.parquet';
  await db.run(`copy (select 'id:'||i as customer_key, 'shop' as source, i||'@x' as email, md5(i||'')||md5(i||'') as email_hash, 'N'||i as name, null::varchar as phone, ['SE','DE','US'][1+i%3] as country, case when i%10=0 then 'id:'||(i//2) end as referred_by, 'v' as version, 'run-1' as run from c) to '${p}' (format parquet)`);
  await store.upload(p, 'lake/customers/delta/run-1.parquet');
  await db.close();
}
for (let round=0; round<2; round++) {
let last = Date.now(), name='START'; const t0=last; let peak=0; const iv=setInterval(()=>{peak=Math.max(peak,process.memoryUsage().rss)},50);
const out = await refresh({ store, settings: {...defaultSettings, margin: 0.3+round/100}, clock: () => new Date(), newSuffix: () => 'abcd', databaseOptions: { memoryLimitMb: mem, threads: 2 }, onCleanUpFailure: e=>console.log(e), onProgress: (s)=>{ const n=Date.now(); console.log('  ', name, n-last); last=n; name=s; } });
console.log('  ', name, Date.now()-last); clearInterval(iv);
console.log(out, 'total', Date.now()-t0, 'peak rss MB', peak/1e6);
const m = JSON.parse((await store.readText('snapshots/'+(out as any).snapshot+'/manifest.json'))!.text);
console.log(m.counts, m.marginRate, m.model.transactions.params, m.model.spend.params);
console.table(m.files.map((f:any)=>({k:f.key.replace(/2026[^/]*/,''), rows:f.rows, mb:f.bytes/1e6})));
const db = await openDatabase(); 
await store.download('lake/orders/base/'+(out as any).snapshot+'/0000.parquet', root+'/b.parquet');
console.log(await db.rows(`select footer_size, num_row_groups from parquet_file_metadata('${root}/b.parquet')`).catch(e=>String(e)));
await db.close();
}
await server.close(); client.destroy(); rmSync(root,{recursive:true});
