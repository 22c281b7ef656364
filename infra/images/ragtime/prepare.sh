#!/bin/bash
# Makes the folder `app` of the build context: the packages that the program needs in production, and their dependencies from the lock file.
# It also writes lists of all these packages, and compares the lists with the content of the folder.
#   prepare.sh CONTEXT REPOSITORY
set -euo pipefail
context=$1 repository=$2 app=$1/app
mkdir -p "$app"
pnpm="npx --yes $(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).packageManager' "$repository/package.json")"
program='@ragtime/ragtime'
cd "$repository"
node scripts/build-console.mjs
# --filter-prod leaves out packages that only tests need.
packages=$($pnpm --filter-prod "$program..." list --depth -1 --parseable | sed "s#^$(realpath .)/##")
# shellcheck disable=SC2086 # each word is a folder
tar c --exclude=node_modules --exclude='*.test.ts' --exclude=testing --exclude=contract --exclude=bench \
  package.json pnpm-lock.yaml pnpm-workspace.yaml LICENSE docs/errors $packages | tar x -C "$app"
cp "$context/healthcheck.mjs" "$app/"
cd "$app"
CI=true $pnpm --filter-prod "$program..." install --prod --frozen-lockfile
mkdir -p sbom
list() { $pnpm --filter "$1" sbom --prod --sbom-format cyclonedx --sbom-type application --out "sbom/$2.cdx.json"; }
list "$program" ragtime
list ragtime node   # the workspace itself, which names the version of Node
node "$context/check-sbom.mjs" .
