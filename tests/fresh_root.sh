#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The proof that a stranger needs one command: runs `./dev demo` and `./dev test`, each in an empty
# Debian 12 root of its own that holds nothing but a clone of this repository.
#
#   tests/fresh_root.sh [--working-tree] [demo] [test] [-- COMMAND...]
#
# As root, with debootstrap. The packages come from the mirror this machine is configured for. The
# bare root is kept as $WEND_ROOT_CACHE (by default in /tmp), so that only the first run fetches it.
# --working-tree copies the files as they are now instead of cloning HEAD.
set -euo pipefail
repo=$(cd "$(dirname "$0")/.." && pwd)
cache=${WEND_ROOT_CACHE:-/tmp/wend-fresh-root.tar}
root=

main() {
  local working_tree=no commands=()
  while (($#)); do
    case $1 in
      --working-tree) working_tree=yes ;;
      demo | test) commands+=("./dev $1") ;;
      --) shift; commands+=("$*"); break ;;
      *) sed -n '3,13s/^# \{0,1\}//p' "$0"; exit 2 ;;
    esac
    shift
  done
  ((${#commands[@]})) || commands=("./dev demo" "./dev test")

  [[ $(id -u) == 0 ]] || { echo "fresh_root.sh: chroot needs root" >&2; exit 2; }
  command -v debootstrap >/dev/null || { echo "fresh_root.sh: install debootstrap" >&2; exit 2; }
  [[ -f $cache ]] || make_bare_root
  trap remove_root EXIT

  local command
  for command in "${commands[@]}"; do
    echo "=== in an empty root: $command"
    unpack_root
    copy_repository "$working_tree"
    local start=$SECONDS
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
      bash -c "cd /wend && $command"
    echo "=== done in $((SECONDS - start)) s: $command"
    remove_root
  done
}

make_bare_root() {
  local folder
  folder=$(mktemp -d)
  debootstrap --variant=minbase bookworm "$folder" "$(mirror)"
  rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/*
  tar -C "$folder" --one-file-system -cf "$cache.part" .
  mv "$cache.part" "$cache"
  rm -rf --one-file-system "$folder"
}

# The first Debian mirror in this machine's apt settings, whichever of the two forms they have.
mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
    2>/dev/null |
    sed -nE 's/^URIs: *([^ ]+\/debian\/?)( .*)?$/\1/p; s/^deb (\[[^]]*\] )?([^ ]+\/debian\/?) .*/\2/p' |
    head -1 | grep . || { echo "fresh_root.sh: no Debian mirror in /etc/apt" >&2; exit 2; }
}

unpack_root() {
  root=$(mktemp -d /tmp/wend-root.XXXXXX)
  tar -C "$root" -xf "$cache"
  chmod 755 "$root"  # apt reads it as another user
  copy_network_settings
  mount -t proc proc "$root/proc"
  # Where debootstrap may not make device nodes, those of the machine serve.
  [[ -c $root/dev/null && -w $root/dev/null ]] && echo 2>/dev/null >"$root/dev/null" ||
    mount --bind /dev "$root/dev"
}

# How this machine reaches its mirror: sources, proxies, name servers, certificates. No package.
copy_network_settings() {
  rm -rf "$root/etc/apt/sources.list"
  cp -r /etc/apt/sources.list "$root/etc/apt/" 2>/dev/null || true
  cp -r /etc/apt/sources.list.d/. "$root/etc/apt/sources.list.d/" 2>/dev/null || true
  grep -lriE '^ *Acquire' /etc/apt/apt.conf /etc/apt/apt.conf.d 2>/dev/null |
    while read -r file; do cp "$file" "$root/etc/apt/apt.conf.d/"; done || true
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  if [[ -f /etc/ssl/certs/ca-certificates.crt ]]; then
    mkdir -p "$root/etc/ssl/certs"
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  fi
}

copy_repository() {
  if [[ $1 == yes ]]; then
    mkdir "$root/wend"
    git -C "$repo" ls-files --cached --others --exclude-standard -z |
      tar -C "$repo" --ignore-failed-read --null -T - -cf - | tar -C "$root/wend" -xf -
  else
    git clone --quiet --no-hardlinks "$repo" "$root/wend"
  fi
}

remove_root() {
  [[ -n $root ]] || return 0
  umount "$root/dev" 2>/dev/null || true
  umount "$root/proc" 2>/dev/null || true
  if grep -q " $root/" /proc/mounts; then
    echo "fresh_root.sh: something is still mounted in $root; it is left there" >&2
  else
    rm -rf --one-file-system "$root"
  fi
  root=
}

main "$@"
