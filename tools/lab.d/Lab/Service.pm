package Lab::Service;

# A service of the lab: where it runs, whether it answers, and the data that it has committed.
#
# What a crash leaves is on disk as for a database: a journal of every committed record, and a checkpoint of what a start
# reads back. After a crash the data stands at the checkpoint until the journal is replayed; a clean stop moves the checkpoint.

use strict;
use warnings;
use Socket;
use Lab::Process qw(slurp spurt append locked alive iso);

use constant { JOURNAL_LIMIT => 65536, LAST_CHECKPOINT_S => 2 * 3600 };

sub new {
    my ($class, $lab, $row) = @_;
    return bless { %$row, lab => $lab, dir => "$lab/cluster/$row->{service}" }, $class;
}

sub name { $_[0]{service} }
sub home { $_[0]{host} }

# A service that has run for years before the lab came up: checkpoint of the night, journal up to now.
sub create {
    my ($self) = @_;
    mkdir $self->{dir};
    spurt("$self->{dir}/checkpoint", time - LAST_CHECKPOINT_S);
    spurt("$self->{dir}/journal", time . "\n");
}

sub lock { locked("$_[0]{dir}/lock") }

# {host, identity, since} of the process that runs it, or nothing.
sub owner {
    my ($self) = @_;
    my ($host, $since, $identity) = split /\t/, slurp("$self->{dir}/owner") // '';
    return alive($identity) ? { host => $host, since => $since, identity => $identity, pid => (split ' ', $identity)[0] } : undef;
}

sub own { my ($self, $host, $identity) = @_; spurt("$self->{dir}/owner", join "\t", $host, time, $identity) }
sub disown { unlink "$_[0]{dir}/owner" }

# The greeting or the status line of the answer, '' when it accepts and says nothing, undef when nothing listens.
sub ask {
    my ($self) = @_;
    socket my $socket, PF_INET, SOCK_STREAM, 0 or return undef;
    connect $socket, pack_sockaddr_in($self->{port}, inet_aton($self->{address})) or return undef;
    syswrite $socket, "GET /health HTTP/1.0\r\n\r\n" if $self->{kind} eq 'http';
    my $readable = '';
    vec($readable, fileno $socket, 1) = 1;
    select $readable, undef, undef, 2 or return '';
    my $text = '';
    sysread $socket, $text, 4096;
    return (split /\r?\n/, $text)[0] // '';
}

sub listens {
    my ($self) = @_;
    socket my $socket, PF_INET, SOCK_STREAM, 0 or return 0;
    return connect $socket, pack_sockaddr_in($self->{port}, inet_aton($self->{address}));
}

sub _journaled { (split ' ', slurp("$_[0]{dir}/journal") // '')[-1] // 0 }

# True from a crash until the replay: records are in the journal that a reader of the data doesn't see.
sub must_replay {
    my ($self) = @_;
    return -e "$self->{dir}/unreplayed" || (-e "$self->{dir}/open" && !$self->owner);
}

sub data_time { my ($self) = @_; $self->must_replay ? slurp("$self->{dir}/checkpoint") : $self->_journaled }

# Called by the service as it starts.
sub open_data {
    my ($self) = @_;
    spurt("$self->{dir}/unreplayed", '') if -e "$self->{dir}/open";
    spurt("$self->{dir}/open", '');
}

sub commit {
    my ($self) = @_;
    my $path = "$self->{dir}/journal";
    (-s $path // 0) < JOURNAL_LIMIT ? append($path, time . "\n") : spurt($path, time . "\n");
}

sub checkpoint { spurt("$_[0]{dir}/checkpoint", $_[0]->_journaled) }

sub close_data {
    my ($self) = @_;
    $self->checkpoint unless -e "$self->{dir}/unreplayed";
    unlink "$self->{dir}/open";
}

sub replayed {
    my ($self) = @_;
    $self->checkpoint;
    unlink "$self->{dir}/unreplayed";
    unlink "$self->{dir}/open" unless $self->owner;
}

# One line as the state is told to people.
sub state_line {
    my ($self, $host) = @_;
    my $owner = $self->owner or return "$self->{service} stopped";
    return "$self->{service} stopped here, runs on $owner->{host}" if $owner->{host} ne $host;
    return "$self->{service} starting pid $owner->{pid}" unless $self->listens;
    return "$self->{service} running pid $owner->{pid} since " . iso($owner->{since});
}

1;
