package Lab::Process;

# Processes and small files: who is alive, who belongs to a lab, and how to end them by pid.

use strict;
use warnings;
use Exporter 'import';
use Fcntl ':flock';

our @EXPORT_OK = qw(slurp spurt append locked let_go pause uptime iso identity alive members end_all run_side_by_side);

use constant WNOHANG => 1;    # POSIX.pm costs 10 ms at each start of svc

sub slurp {
    my ($path) = @_;
    open my $file, '<', $path or return undef;
    local $/;
    return scalar <$file>;
}

# Whole or not at all: a reader beside us never sees half of it.
sub spurt {
    my ($path, $text) = @_;
    open my $file, '>', "$path.$$" or die "cannot write $path: $!\n";
    print $file $text;
    close $file or die "cannot write $path: $!\n";
    rename "$path.$$", $path or die "cannot write $path: $!\n";
}

sub append {
    my ($path, $text) = @_;
    open my $file, '>>', $path or die "cannot write $path: $!\n";
    print $file $text;
    close $file or die "cannot write $path: $!\n";
}

# The lock lasts as long as the handle that is returned.
sub locked {
    my ($path, $or_not) = @_;
    open my $file, '>>', $path or die "cannot open $path: $!\n";
    flock $file, LOCK_EX | ($or_not ? LOCK_NB : 0) or return undef;
    return $file;
}

# Closes what the caller has left open: a server that lives on must not hold the caller's locks and pipes.
sub let_go {
    for my $descriptor (3 .. 63) {
        open my $file, '<&=', $descriptor or next;
        close $file;
    }
}

sub pause { select undef, undef, undef, $_[0] }

# Seconds of a monotonic clock, to 10 ms.
sub uptime { (split ' ', slurp('/proc/uptime'))[0] }

sub iso {
    my ($s, $m, $h, $day, $month, $year) = gmtime $_[0];
    return sprintf '%04d-%02d-%02dT%02d:%02d:%02dZ', $year + 1900, $month + 1, $day, $h, $m, $s;
}

# [state, parent, start time in ticks] of a process, or nothing.
sub _stat {
    my $text = slurp("/proc/$_[0]/stat") or return;
    $text =~ s/^.*\) //s;    # the name may hold anything
    my @field = split ' ', $text;
    return [@field[0, 1, 19]];
}

# A pid comes back after a while; a pid with its start time doesn't.
sub identity {
    my $stat = _stat($_[0]) or return undef;
    return "$_[0] $stat->[2]";
}

sub alive {
    my ($identity) = @_;
    my ($pid, $ticks) = split ' ', $identity // '' or return 0;
    my $stat = _stat($pid);
    return $stat && $stat->[0] ne 'Z' && $stat->[2] eq ($ticks // '');
}

# The pids below one of the roots (identities), and those that carry the tag in their environment or, after an empty word, on their
# command line: in a container even root may not read the environment of another account's process.
sub members {
    my ($roots, $tag) = @_;
    my (%parent, %in);
    opendir my $proc, '/proc' or die "cannot read /proc: $!\n";
    for my $pid (grep { /^\d+$/ } readdir $proc) {
        my $stat = _stat($pid) or next;
        next if $pid == $$ || $stat->[0] eq 'Z';
        $parent{$pid} = $stat->[1];
        $in{$pid} = 1 if join("\0", '', slurp("/proc/$pid/environ") // '', slurp("/proc/$pid/cmdline") // '') =~ $tag;
    }
    $in{(split ' ')[0]} = 1 for grep { alive($_) } @$roots;
    for (my $grew = 1 ; $grew ;) {
        $grew = 0;
        for (grep { !$in{$_} && $in{ $parent{$_} } } keys %parent) { $in{$_} = $grew = 1 }
    }
    return keys %in;
}

# Kills until nobody is left: a process may fork while we look. Returns false if some can't be ended.
sub end_all {
    my ($roots, $tag) = @_;
    my %adopted = map { $_ => 1 } @$roots;
    for (1 .. 200) {
        my @pids = members([keys %adopted], $tag) or return 1;
        # A killed session leaves orphans that only this list still knows.
        $adopted{ identity($_) // next } = 1 for @pids;
        kill 'KILL', @pids;
        1 while waitpid(-1, WNOHANG) > 0;
        pause(0.01);
    }
    return 0;
}

# Runs commands, `$wide` at a time; dies with the first one that fails.
sub run_side_by_side {
    my ($wide, @commands) = @_;
    my %running;
    while (@commands || %running) {
        if (@commands && keys %running < $wide) {
            my $command = shift @commands;
            my $pid = fork // die "cannot start $command->[0]: $!\n";
            if (!$pid) { exec {$command->[0]} @$command or exit 127 }
            $running{$pid} = $command;
            next;
        }
        my $pid = waitpid -1, 0;
        my $command = delete $running{$pid} or next;
        die "failed ($?): @$command\n" if $?;
    }
}

1;
