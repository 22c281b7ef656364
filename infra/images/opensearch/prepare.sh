#!/usr/bin/env bash
# Fills the build context given as $1: home/ with OpenSearch core, modules and the k-NN plugin.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/assemble.sh" "$1/home"
