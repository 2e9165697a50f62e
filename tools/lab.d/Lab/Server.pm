package Lab::Server;

# The process of a running service: one thread, one select loop, no state beyond its files.

use strict;
use warnings;
use Socket;
use Lab::Process qw(pause identity);

use constant { CLIENT_PATIENCE_S => 3, REQUEST_LIMIT => 8192 };

# Becomes the service in a process of its own and returns its pid. The lock is let go as soon as the owner is known.
sub spawn {
    my ($service, $host, $start_ms, $lock, $others) = @_;
    my $pid = fork // die "cannot start: $!\n";
    return $pid if $pid;
    my $ran = eval { _become($service, $host, $start_ms, $lock, $others); 1 };
    print STDERR $@ unless $ran;
    require POSIX;
    POSIX::_exit($ran ? 0 : 1);
}

sub _become {
    my ($service, $host, $start_ms, $lock, $others) = @_;
    require POSIX;
    POSIX::setsid();
    open STDIN, '<', '/dev/null';
    open STDOUT, '>', "$service->{lab}/hosts/$host/" . $service->name . '.log';
    open STDERR, '>&', \*STDOUT;
    # What `ps` shows. Not $0: perl would overwrite the environment that tells whose process this is.
    if (open my $name, '>', '/proc/self/comm') { print $name $service->name }
    my $ending = 0;
    $SIG{TERM} = sub { $ending = 1 };
    $SIG{INT} = $SIG{HUP} = $SIG{PIPE} = 'IGNORE';
    $service->own($host, identity($$));
    close $_ for $lock, @$others;
    pause($start_ms / 1000) if $start_ms;
    $service->open_data;
    my $listener = _listen($service);
    _serve($service, $host, $listener, \$ending) unless $ending;
    close $listener;
    $service->close_data;
    $service->disown;
}

sub _listen {
    my ($service) = @_;
    socket my $listener, PF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
    setsockopt $listener, SOL_SOCKET, SO_REUSEADDR, 1;
    bind $listener, pack_sockaddr_in($service->{port}, inet_aton($service->{address}))
        or die "cannot listen on $service->{address}:$service->{port}: $!\n";
    listen $listener, 128 or die "listen: $!\n";
    return $listener;
}

# Commits a record a second, as a service in use does, and answers whoever asks.
sub _serve {
    my ($service, $host, $listener, $ending) = @_;
    my (%client, $committed);
    until ($$ending) {
        my $now = time;
        if ($now != ($committed // 0)) { $service->commit unless $service->must_replay; $committed = $now }
        delete @client{ grep { $client{$_}{since} + CLIENT_PATIENCE_S < $now } keys %client };
        my $readable = '';
        vec($readable, fileno $_, 1) = 1 for $listener, map { $_->{socket} } values %client;
        next if select($readable, undef, undef, 1) <= 0;
        if (vec($readable, fileno $listener, 1) && accept my $socket, $listener) {
            if ($service->{kind} eq 'tcp') { syswrite $socket, $service->name . " ready\n" }
            else { $client{$socket} = { socket => $socket, since => $now, request => '' } }
        }
        for my $key (grep { vec($readable, fileno $client{$_}{socket}, 1) } keys %client) {
            delete $client{$key} if _answered($service, $host, $client{$key});
        }
    }
}

# True when the connection has served its purpose.
sub _answered {
    my ($service, $host, $client) = @_;
    sysread $client->{socket}, $client->{request}, 4096, length $client->{request} or return 1;
    return length $client->{request} > REQUEST_LIMIT unless $client->{request} =~ /\r?\n\r?\n/;
    my ($method, $path) = $client->{request} =~ m{^([A-Z]+) ([^ ?]*)};
    my ($status, $body) = ($path // '') eq '/health' ? _health($service, $host) : ('404 Not Found', qq({"error":"not found, see /health"}\n));
    my $head = "HTTP/1.1 $status\r\nContent-Type: application/json\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n";
    syswrite $client->{socket}, $head . (($method // '') eq 'HEAD' ? '' : $body);
    return 1;
}

sub _health {
    my ($service, $host) = @_;
    my %up = map { $_->name => $_->listens } @{ $service->{needs} };
    my $healthy = !grep { !$_ } values %up;
    my $requires = join ',', map { sprintf '"%s":"%s"', $_, $up{$_} ? 'up' : 'down' } sort keys %up;
    my $body = sprintf '{"name":"%s","host":"%s","status":"%s","requires":{%s}}', $service->name, $host, $healthy ? 'ok' : 'degraded', $requires;
    return ($healthy ? '200 OK' : '503 Service Unavailable', "$body\n");
}

1;
