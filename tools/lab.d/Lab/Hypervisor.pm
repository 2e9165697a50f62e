package Lab::Hypervisor;

# A lab host's libvirt: a daemon of its own, so that virsh there sees the machines of this host only.
#
# It runs as an unprivileged user's session daemon, for root as the account nobody: root's libvirt would be the whole machine's. What it
# and its machines run with has their folder as HOME; that is how their processes are found again.

use strict;
use warnings;
use File::Path 'remove_tree';
use Lab::Process qw(slurp spurt pause uptime identity alive end_all);
use Lab::Words qw(said complain);

use constant { START_LIMIT_S => 30, WNOHANG => 1, ACCOUNT => 'nobody' };

# `run` is short: the path of a socket has 108 bytes, and libvirt's own part of it is long.
sub new {
    my ($class, $lab, $id, $run, $number) = @_;
    return bless { lab => $lab, id => $id, run => $run, dir => "$run/$number" }, $class;
}

sub id { $_[0]{id} }
sub socket { "$_[0]{dir}/run/libvirt/libvirt-sock" }
sub uri { 'qemu:///session?socket=' . $_[0]->socket }
sub is_up { alive(slurp("$_[0]{dir}/daemon.id")) }

# A pattern for the processes that belong to a folder: they have it as HOME, and its paths on their command lines.
sub tag { qr/\0HOME=\Q$_[0]\E[\/\0]|\0\0.*\Q$_[0]\E\//s }

# The hypervisors of a lab, of hosts with these ids; none in a lab without machines.
sub all {
    my ($lab, @ids) = @_;
    my $run = slurp("$lab/run") // return;
    my $number = 0;
    return map { __PACKAGE__->new($lab, $_, $run, ++$number) } @ids;
}

# Ends the machines and hypervisors of a lab, also those of a lab that was killed. Returns false if some process can't be ended.
sub clear {
    my ($lab) = @_;
    my $run = slurp("$lab/run") // return 1;
    end_all([], tag($run)) or return 0;
    remove_tree($run);
    unlink "$lab/run";
    return 1;
}

sub account { $> == 0 ? (getpwnam ACCOUNT)[2, 3] : ($>, (split ' ', $))[0]) }

# Gives files to the account that the daemon and the machines run as.
sub hand_over {
    my ($uid, $gid) = account();
    chown $uid, $gid, @_ if $> == 0;
}

# Makes the folder that all hypervisors of a lab share. What is written there after machines have started stands in folders that
# aren't theirs.
sub make_run {
    my ($lab, $guest) = @_;
    my @letters = ('a' .. 'z', 0 .. 9);
    my $run = '/tmp/sonae-' . join '', map { $letters[rand @letters] } 1 .. 8;
    mkdir $run or die "cannot make $run: $!\n";
    spurt("$lab/run", $run);
    mkdir "$run/$_" for qw(disks consoles guest);
    for (qw(kernel initramfs)) { system('cp', '--', "$guest/$_", "$run/guest/$_") == 0 or die "cannot copy $guest/$_\n" }
    chmod 0711, $run, "$run/guest";
    chmod 0644, glob "$run/guest/*";
    chmod 0700, "$run/disks", "$run/consoles";
    hand_over("$run/disks", "$run/consoles");
}

sub create {
    my ($self) = @_;
    mkdir $self->{dir};
    chmod 0711, $self->{dir};
    my @folders = map { "$self->{dir}/$_" } qw(run config cache config/libvirt);
    mkdir $_, 0700 for @folders;
    # Without another daemon that writes its logs, and without what only root could confine.
    my $settings = "$self->{dir}/config/libvirt/qemu.conf";
    spurt($settings, qq(stdio_handler = "file"\nsecurity_driver = "none"\n));
    hand_over(@folders, $settings);
}

sub environment {
    my ($self) = @_;
    return (HOME => $self->{dir}, XDG_RUNTIME_DIR => "$self->{dir}/run", XDG_CONFIG_HOME => "$self->{dir}/config",
        XDG_CACHE_HOME => "$self->{dir}/cache", PATH => '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', PERL_BADLANG => 0);
}

# Starts the daemon and waits until it answers. Machines that outlived their daemon are known to the new one.
sub start {
    my ($self) = @_;
    return if $self->is_up;
    unlink $self->socket;
    my $pid = fork // die "cannot start libvirtd: $!\n";
    if (!$pid) {
        require POSIX;
        POSIX::setsid();
        open STDIN, '<', '/dev/null';
        open STDOUT, '>>', "$self->{lab}/hosts/$self->{id}/libvirtd.log";
        open STDERR, '>&', \*STDOUT;
        %ENV = $self->environment;
        (my $keeper = __FILE__) =~ s{Lab/[^/]*$}{keeper};
        exec $^X, $keeper, "$self->{lab}/hosts/$self->{id}/sshd.id", $self->{dir}, account() or POSIX::_exit(127);
    }
    for (my $deadline = uptime() + START_LIMIT_S ; uptime() < $deadline ; pause(0.05)) {
        return if $self->is_up && -S $self->socket && $self->virsh('uri') == 0;
        last if waitpid($pid, WNOHANG) == $pid;
    }
    complain("$self->{id} の libvirtd が起動しません（$self->{lab}/hosts/$self->{id}/libvirtd.log）",
        "libvirtd of $self->{id} does not start: see $self->{lab}/hosts/$self->{id}/libvirtd.log");
}

# The power of the machines and of their daemon is cut. Returns false if some process can't be ended.
sub crash {
    my ($self) = @_;
    my $ended = end_all([], tag($self->{dir}));
    $self->lose_run;
    return $ended;
}

# What a host that was switched off no longer has when it comes up.
sub lose_run {
    my ($self) = @_;
    remove_tree("$self->{dir}/run", { keep_root => 1 });
    unlink "$self->{dir}/daemon.id";
}

# Runs virsh quietly and gives its exit status; $_[0]{said} is what it printed.
sub virsh {
    my ($self, @words) = @_;
    my $pid = open(my $pipe, '-|') // die "cannot start virsh: $!\n";
    if (!$pid) {
        open STDERR, '>&', \*STDOUT;
        $ENV{LC_ALL} = 'C';
        exec 'virsh', '-q', '-c', $self->uri, @words or exit 127;
    }
    local $/;
    $self->{said} = <$pipe> // '';
    close $pipe;
    return $? >> 8;
}

sub must {
    my ($self, @words) = @_;
    $self->virsh(@words) == 0 or die "$self->{id}: virsh @words: $self->{said}";
}

# Makes a machine known here, so that it can be started here.
sub define {
    my ($self, @machines) = @_;
    for my $machine (@machines) {
        my $file = "$self->{dir}/definition.xml";
        spurt($file, $machine->definition);
        $self->must('define', $file);
        unlink $file;
    }
}

sub running {
    my ($self) = @_;
    return $self->is_up && $self->virsh('list', '--name') == 0 ? grep { length } split /\n/, $self->{said} : ();
}

1;
