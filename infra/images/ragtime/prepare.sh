#!/bin/bash
# Makes the folder `app` of the image's context: tracked sources, production dependencies as the lock file has them, and a list of all of them.
#   prepare.sh CONTEXT REPOSITORY
set -euo pipefail
context=$1 repository=$2 app=$1/app
mkdir -p "$app"
(cd "$repository" && tar c --exclude=node_modules --exclude='*.test.ts' --exclude=testing --exclude=bench \
   package.json pnpm-lock.yaml pnpm-workspace.yaml LICENSE packages services docs/errors) | tar x -C "$app"
cp "$context/healthcheck.mjs" "$app/"
cd "$app"
pnpm="npx --yes $(node -p 'JSON.parse(require("fs").readFileSync("package.json")).packageManager')"
CI=true $pnpm --filter '@ragtime/ragtime...' install --prod --frozen-lockfile
# What only tests load, though a package names it.
rm -rf node_modules/.pnpm/{@rolldown+*,rolldown@*,lightningcss*,vite@*,vitest@*,@vitest+*}
mkdir -p sbom && $pnpm --filter @ragtime/ragtime sbom --prod --sbom-format cyclonedx --out sbom/ragtime.cdx.json
