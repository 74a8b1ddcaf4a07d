#!/usr/bin/env bash
# Trains with four ranks in four network namespaces of this machine, as on four machines: over TCP, on addresses of their own, behind a bridge.
#
#     reliability/ranks-in-namespaces.sh whole      trains to the end
#     reliability/ranks-in-namespaces.sh kill       kills rank 3
#     reliability/ranks-in-namespaces.sh cut        takes the cable of rank 3 away for 30 seconds
#     reliability/ranks-in-namespaces.sh launcher   kills mpirun
#
# Needs root, ip, unshare, Open MPI's mpirun and a built command line (./perturbseg --help builds it). Prints what happened and when, and whether the run
# goes on from its last checkpoint. Ends no process and deletes no namespace but its own.
set -euo pipefail
root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
program=(dotnet "$root/artifacts/bin/PerturbSeg.Cli/release/PerturbSeg.Cli.dll")
trial=${1:-whole} ranks=4 net=10.77.0 name=pseg$$ work=$(mktemp -d)
kimg=${KIMG:-20}

say() { printf '%6.1f s  %s\n' "$(bc <<<"$(date +%s.%N) - $began")" "$*"; }

clean() {
    [[ -n ${job:-} ]] && kill -KILL "$job" 2>/dev/null
    for i in $(seq "$ranks"); do
        ip netns pids "$name-$i" 2>/dev/null | xargs --no-run-if-empty kill -KILL 2>/dev/null
        ip netns delete "$name-$i" 2>/dev/null
    done
    ip link delete "$name" 2>/dev/null
    rm -rf -- "$work"
} || true
trap 'clean || true' EXIT

began=$(date +%s.%N)
ip link add "$name" type bridge
ip link set "$name" up
for i in $(seq "$ranks"); do
    ip netns add "$name-$i"
    ip link add "$name-$i" type veth peer name eth0 netns "$name-$i"
    ip link set "$name-$i" master "$name" up
    ip netns exec "$name-$i" ip address add "$net.$i/24" dev eth0
    ip netns exec "$name-$i" ip link set eth0 up
    ip netns exec "$name-$i" ip link set lo up
    echo "$net.$i slots=1"
done >"$work/hosts"

# Takes the place of ssh: mpirun calls it with an address and a command.
cat >"$work/enter" <<END
#!/usr/bin/env bash
address=\$1; shift
exec ip netns exec "$name-\${address##*.}" unshare --uts bash -c 'hostname "rank\$1"; shift; exec bash -c "\$*"' bash "\${address##*.}" "\$@"
END
chmod +x "$work/enter"

"${program[@]}" pack "${PHOTOS:?name a folder of photos}" --limit 200 --resolution 8 --out "$work/set.safetensors" >&2
settings=(--threads 1 --precision float32 --min-mask 0.2 --set network.resolution=8 network.width=0.03 network.latent_size=6 batch_size=16)
launch() {
    ip netns exec "$name-1" unshare --uts bash -c 'hostname rank1; exec "$@"' bash \
        mpirun --allow-run-as-root --quiet -n "$ranks" --hostfile "$work/hosts" --bind-to none --mca plm_rsh_agent "$work/enter" \
        --mca oob_tcp_if_include eth0 --mca btl tcp,self --mca btl_tcp_if_include eth0 \
        "${program[@]}" train --data "$work/set.safetensors" --out "$work/run" "$@"
}
pid_of_rank() { grep -lzs "^OMPI_COMM_WORLD_RANK=$1$" $(ip netns pids "$name-$(($1 + 1))" | sed 's|.*|/proc/&/environ|') | head -n 1 | cut -d / -f 3; }

began=$(date +%s.%N)
launch --kimg "$kimg" "${settings[@]}" >"$work/log" 2>&1 &
job=$!
until [[ -s $work/run/metrics.jsonl ]]; do sleep 0.2; kill -0 "$job"; done
say "trains: $(tail -n 1 "$work/run/metrics.jsonl" | cut -c 1-60)"
sleep 3
case $trial in
    kill) kill -KILL "$(pid_of_rank 3)"; say "rank 3 was killed" ;;
    launcher) kill -KILL "$(pgrep -P "$job")"; say "mpirun was killed" ;;
    cut)
        ip link set "$name-4" nomaster
        say "rank 3 was cut off"
        lines=$(wc -l <"$work/run/metrics.jsonl") && sleep 30
        say "30 s later the log is $(($(wc -l <"$work/run/metrics.jsonl") - lines)) lines longer"
        ip link set "$name-4" master "$name"
        say "rank 3 is back"
        lines=$(wc -l <"$work/run/metrics.jsonl") && sleep 20
        say "20 s later the log is $(($(wc -l <"$work/run/metrics.jsonl") - lines)) lines longer"
        ;;
esac
code=0
wait "$job" || code=$?
say "mpirun ended with $code: $(tail -n 1 "$work/log")"
for i in $(seq 50); do
    left=$(for i in $(seq "$ranks"); do ip netns pids "$name-$i"; done | wc -l)
    [[ $left -gt 0 ]] || break
    sleep 0.2
done
say "$left processes are left"
job=
[[ $trial == whole || $trial == cut ]] || "${program[@]}" train --data "$work/set.safetensors" --out "$work/run" --resume --minutes 0.02 --threads 1 2>&1 | sed -n 1p
