package dev.xpm.it.slurm;

import dev.xpm.it.host.OpenSshdHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The settings of a cluster of one node: everything in one folder, on free ports of the loopback, as this user. */
final class SlurmConfiguration {
    static final String CLUSTER = "xpmtest";

    /** All that the node is said to have, whatever the machine has. */
    private static final int PROCESSORS = 2;

    private static final String PASSWORD = "of-a-database-that-lives-for-one-test";

    private final Path folder;
    private final String host = hostName();
    private final String user = System.getProperty("user.name");
    private final int controllerPort = OpenSshdHost.freePort();
    private final int nodePort = OpenSshdHost.freePort();
    private final int accountingPort = OpenSshdHost.freePort();
    final int databasePort = OpenSshdHost.freePort();

    SlurmConfiguration(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        for (String name : List.of("munge", "database", "state", "spool", "log")) {
            Files.createDirectory(file(name));
        }
        Files.write(file("slurm.conf"), cluster());
        Files.write(file("slurmdbd.conf"), accounting());
        // SLURM refuses a password that others can read.
        Files.setPosixFilePermissions(file("slurmdbd.conf"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
                file("database.sql"),
                "CREATE USER slurm@'127.0.0.1' IDENTIFIED BY '" + PASSWORD
                        + "';\nGRANT ALL ON slurm.* TO slurm@'127.0.0.1';\n");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path log(String program) {
        return file("log").resolve(program + ".log");
    }

    private List<String> cluster() {
        return List.of(
                "ClusterName=" + CLUSTER,
                "SlurmctldHost=" + host + "(127.0.0.1)",
                "SlurmctldPort=" + controllerPort,
                "SlurmdPort=" + nodePort,
                "SlurmUser=" + user,
                "SlurmdUser=" + user,
                "AuthType=auth/munge",
                "CredType=cred/munge",
                "AuthInfo=socket=" + file("munge/socket"),
                "StateSaveLocation=" + file("state"),
                "SlurmdSpoolDir=" + file("spool"),
                "SlurmctldPidFile=" + file("slurmctld.pid"),
                "SlurmdPidFile=" + file("slurmd.pid"),
                "ProctrackType=proctrack/linuxproc",
                "TaskPlugin=task/none",
                "SwitchType=switch/none",
                "MpiDefault=none",
                "SlurmdParameters=config_overrides",
                "ReturnToService=2",
                "SelectType=select/cons_tres",
                "SelectTypeParameters=CR_CPU",
                "SchedulerType=sched/backfill",
                "JobAcctGatherType=jobacct_gather/none",
                "AccountingStorageType=accounting_storage/slurmdbd",
                "AccountingStorageHost=127.0.0.1",
                "AccountingStoragePort=" + accountingPort,
                "AccountingStoragePass=" + file("munge/socket"),
                "KillWait=5",
                "MailProg=/bin/true",
                "NodeName=" + host + " NodeAddr=127.0.0.1 CPUs=" + PROCESSORS + " RealMemory=500 State=UNKNOWN",
                "PartitionName=main Nodes=ALL Default=YES MaxTime=60 State=UP");
    }

    private List<String> accounting() {
        return List.of(
                "AuthType=auth/munge",
                "AuthInfo=socket=" + file("munge/socket"),
                "DbdHost=localhost",
                "DbdAddr=127.0.0.1",
                "DbdPort=" + accountingPort,
                "SlurmUser=" + user,
                "StorageType=accounting_storage/mysql",
                "StorageHost=127.0.0.1",
                "StoragePort=" + databasePort,
                "StorageUser=slurm",
                "StoragePass=" + PASSWORD,
                "StorageLoc=slurm",
                "PidFile=" + file("slurmdbd.pid"));
    }

    /** SLURM finds its own node by the first word of this name. */
    private static String hostName() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().split("\\.", 2)[0];
    }
}
