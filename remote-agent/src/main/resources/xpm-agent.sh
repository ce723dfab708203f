# How the agent's JVM is started, in one place for the launcher of this machine and for a host to which the client copied
# the agent. Read by a POSIX sh, which says: java (the program), java_home, jar, and where archives of loaded classes lie:
# cache (directory), face (first word of their names) and archive (the one for this jar and this Java).

# Small also on a node with hundreds of cores or with limited address space, see docs/performance.md; and what the JVM
# itself says does not come between the frames.
agent_flags='-XX:+UseSerialGC -XX:ActiveProcessorCount=1 -Xms48m -Xmn16m -Xmx128m -XX:MinHeapFreeRatio=20
    -XX:MaxHeapFreeRatio=40 -XX:MaxMetaspaceSize=64m -XX:CompressedClassSpaceSize=32m -XX:ReservedCodeCacheSize=32m
    -XX:TieredStopAtLevel=1 -XX:-UsePerfData -XX:+DisplayVMOutputToStderr -Xshare:auto -Xlog:disable -Xlog:all=error:stderr'

# A session with a workspace of one job, so that the classes of the usual queries are loaded.
make_agent_archive() {
    # A Java made by jlink lacks the archive of its own classes, which the other one builds on.
    if [ ! -f "$java_home/lib/server/classes.jsa" ] && [ -w "$java_home/lib/server" ]; then
        "$java" $agent_flags -Xshare:dump -XX:SharedArchiveFile="$java_home/lib/server/classes.$$" &&
            mv -f "$java_home/lib/server/classes.$$" "$java_home/lib/server/classes.jsa"
    fi
    sample=$(mktemp -d) || return
    task=demo.train job=9c41 run=20250301_101500
    mkdir -p "$sample/experiments/sweep/$run" "$sample/jobs/$task/$job/.experimaestro" "$sample/.events/jobs" \
        "$sample/.events/experiments" "$sample/experiments/sweep/$run/events"
    : >"$sample/.__experimaestro__"
    ln -s $run "$sample/experiments/sweep/current"
    cat >"$sample/experiments/sweep/$run/status.json" <<END
{"version": 1, "experiment_id": "sweep", "run_id": "$run", "status": "running", "hostname": "$(uname -n)",
"started_at": "2025-03-01T10:15:00.120031", "ended_at": null, "job_states": {"$job": "done"}, "services": {},
"actions": {}, "run_tags": [], "events_count": 0}
END
    echo '{"job_id": "'$job'", "task_id": "'$task'", "tags": {"lr": 0.1, "size": 64}, "timestamp": 1740820500.25}' \
        >"$sample/experiments/sweep/$run/jobs.jsonl"
    tr -d '\n' <<END >"$sample/experiments/sweep/$run/events/event-0.jsonl"
{"event_type": "ExperimentJobStateEvent", "timestamp": 1740820500.5, "experiment_id": "sweep", "run_id": "$run",
"job_id": "$job", "task_id": "$task", "scheduler_state": "running", "failure_reason": null, "depends_on": [],
"tags": [{"key": "lr", "value": 0.1}], "submitted_time": null}
END
    echo '{"event_type": "JobStateChangedEvent", "job_id": "9c41", "task_id": "demo.train", "state": "running"}' \
        >"$sample/.events/jobs/e592f802-$job-0.jsonl"
    cat >"$sample/jobs/$task/$job/.experimaestro/status.json" <<END
{"job_id": "$job", "task_id": "$task", "path": null, "state": "running", "failure_reason": null,
"scheduler_state": "running", "started_time": "2025-03-01T10:15:02.500000", "ended_time": null, "exit_code": null,
"retry_count": 0, "resumable": false, "progress": [{"level": 0, "desc": "epoch", "progress": 0.25}],
"process": {"type": "local", "pid": 4200001}, "run_group_id": "20250301-101500.31", "events_count": 0}
END
    echo line >"$sample/jobs/$task/$job/train.out"
    request() {
        printf '{"jsonrpc": "2.0", "method": "%s", "params": {%s}, "id": 1}\n' "$1" "${2-}"
    }
    {
        request get_sync_info
        request get_experiments
        request get_experiment '"experiment_id": "sweep"'
        request get_experiment_runs '"experiment_id": "sweep"'
        request get_jobs '"experiment_id": "sweep", "tags": {"lr": 0.1}'
        request get_jobs '"experiment_id": "sweep"'
        request get_all_jobs
        request get_job "\"task_id\": \"$task\", \"job_id\": \"$job\""
        request get_tags_map '"experiment_id": "sweep"'
        request get_dependencies_map '"experiment_id": "sweep"'
        request get_services '"experiment_id": "sweep"'
        request get_unresolved_warnings
        request get_process_info "\"task_id\": \"$task\", \"job_id\": \"$job\""
        request x/log.read "\"task_id\": \"$task\", \"job_id\": \"$job\", \"offset\": -100"
        request x/log.follow "\"task_id\": \"$task\", \"job_id\": \"$job\""
        echo '{"event_type": "JobProgressEvent", "job_id": "9c41", "task_id": "demo.train", "level": 0, "progress": 1}' \
            >>"$sample/.events/jobs/e592f802-$job-0.jsonl"
        sleep 1
        request no_such_method
    } | "$java" $agent_flags -XX:ArchiveClassesAtExit="$archive.$$" -jar "$jar" \
        experiments --workdir "$sample" monitor-server
    mv -f "$archive.$$" "$archive"
    rm -rf "$sample"
}

# Runs $1 in the background, once at a time for this archive, without a hold on our streams.
in_background() {
    (
        umask 077
        mkdir -p "$cache" || exit
        # Who was killed in the middle leaves this behind; the next day, another may try.
        find "$archive.making" -mmin +1440 -exec rmdir {} + 2>/dev/null
        mkdir "$archive.making" || exit
        "$1"
        # Only the newest few are of use: each build and each Java has its own.
        ls -t "$cache"/"$face"-*.jsa | tail -n +4 | while IFS= read -r old; do rm -f -- "$old"; done
        rmdir "$archive.making"
    ) </dev/null >/dev/null 2>&1 &
}
