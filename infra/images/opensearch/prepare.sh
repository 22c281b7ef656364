#!/usr/bin/env bash
# Fills the build context $1: puts OpenSearch's core, modules and k-NN plugin into home/.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/assemble.sh" "$1/home"
