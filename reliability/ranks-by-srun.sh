#!/usr/bin/env bash
# Packs in two parts and trains with two ranks that Slurm's srun starts on this machine, as jobs on a cluster do; cancels the training, kills a rank, and goes
# on with one process. Prints what happened and when.
#
#     PHOTOS=DIR reliability/ranks-by-srun.sh
#
# Needs root, slurmctld, slurmd, munged (Debian: slurm-wlm) and a built command line (./perturbseg --help builds it). Starts a Slurm of its own in a
# temporary folder, on ports of the loopback interface, and ends it again.
set -euo pipefail
root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
program=(dotnet "$root/artifacts/bin/PerturbSeg.Cli/release/PerturbSeg.Cli.dll")
work=$(mktemp -d) node=$(hostname -s)
export SLURM_CONF=$work/slurm.conf

say() { printf '%6.1f s  %s\n' "$(bc <<<"$(date +%s.%N) - $began")" "$*"; }

clean() {
    kill "$(<"$work/slurmd.pid")" "$(<"$work/slurmctld.pid")" "$(<"$work/munged.pid")"
    rm -rf -- "$work"
} 2>/dev/null || true
trap 'clean || true' EXIT

chmod 755 "$work" # munged asks for folders that nobody else may write
dd if=/dev/urandom of="$work/key" bs=128 count=1 status=none
chmod 600 "$work/key"
munged --key-file="$work/key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" --log-file="$work/munged.log" --seed-file="$work/seed"
cat >"$SLURM_CONF" <<END
ClusterName=perturbseg
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=17817
SlurmdPort=17818
SlurmUser=root
SlurmdUser=root
AuthInfo=socket=$work/munge.socket
StateSaveLocation=$work
SlurmdSpoolDir=$work
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
ReturnToService=2
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=60 State=UP OverSubscribe=FORCE
END
slurmctld
slurmd -N "$node"
for _ in $(seq 60); do
    [[ $(sinfo --noheader --format=%T) == idle ]] && break
    sleep 0.5
done

latest() { ls "$work/run/checkpoints" | tail -n 1; }
pid_of_rank() { grep -lzs "^SLURM_CONF=$SLURM_CONF$" /proc/[0-9]*/environ | xargs grep -lzs "^SLURM_PROCID=$1$" | head -n 1 | cut -d / -f 3; }

began=$(date +%s.%N)
srun -n 2 "${program[@]}" pack "${PHOTOS:?name a folder of photos}" --limit 200 --resolution 8 --shard auto --out "$work/set"
say "two tasks packed $(ls "$work/set" | wc -l) files"
settings=(--threads 1 --precision float32 --min-mask 0.2 --set network.resolution=8 network.width=0.03 network.latent_size=6 batch_size=16)
train() { srun --mpi=pmix -n 2 "$@"; }
trained=(train --data "$work/set" --out "$work/run")
train "${program[@]}" "${trained[@]}" --kimg 1 "${settings[@]}"
say "two ranks trained to $(latest)"

train "${program[@]}" "${trained[@]}" --kimg 1000 --resume --threads 1 2>"$work/log" &
job=$!
sleep 15
scancel --name dotnet
wait $job && say "after scancel: exit code 0, $(latest)" || say "after scancel: exit code $?, $(latest)"

train --kill-on-bad-exit "${program[@]}" "${trained[@]}" --kimg 1000 --resume --threads 1 2>"$work/log" &
job=$!
sleep 15
killed=$(date +%s.%N)
kill -KILL "$(pid_of_rank 1)"
wait $job || say "after SIGKILL of rank 1: exit code $? after $(bc <<<"$(date +%s.%N) - $killed") s, $(latest)"
say "processes left: $(pid_of_rank 0)$(pid_of_rank 1)"

kimg=$(latest | grep -o '[0-9.]*[0-9]' | head -n 1)
"${program[@]}" "${trained[@]}" --kimg "$(bc <<<"$kimg + 1")" --resume --threads 1 2>/dev/null
say "one process went on to $(latest)"
