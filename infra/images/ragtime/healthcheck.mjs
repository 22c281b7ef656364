const { ok } = await fetch(`http://127.0.0.1:${process.env.RAGTIME_PORT || 9300}/readyz`).catch(() => ({ ok: false }));
process.exit(ok ? 0 : 1);
