package Lab::Host;

# One host of the lab: an OpenSSH server of its own on its own loopback address.

use strict;
use warnings;
use Lab::Process qw(slurp spurt pause identity alive end_all run_side_by_side);
use Lab::Words qw(said complain);

use constant { PORT => 2222, WNOHANG => 1, STARTS_AT_ONCE => 32, KEYGENS_AT_ONCE => 4 };

my @key_types = qw(ed25519 ecdsa);

sub new {
    my ($class, $lab, $id, $address) = @_;
    return bless { lab => $lab, id => $id, address => $address, dir => "$lab/hosts/$id", keys => "$lab/keys/$id" }, $class;
}

sub id { $_[0]{id} }
sub address { $_[0]{address} }

# What sessions on this host have in their environment besides.
sub set_environment { my ($self, %set) = @_; $self->{environment} = \%set }

sub is_up { alive(slurp("$_[0]{dir}/sshd.id")) }

sub make_keys {
    my ($lab, @hosts) = @_;
    my @wanted = "$lab/keys/id_ed25519";
    for my $host (@hosts) {
        mkdir $host->{keys};
        push @wanted, map { "$host->{keys}/ssh_host_${_}_key" } @key_types;
    }
    my @missing = grep { !-s $_ || !-s "$_.pub" } @wanted;
    unlink @missing;
    my @keygen = qw(ssh-keygen -q -C sonae-lab -N);
    run_side_by_side(KEYGENS_AT_ONCE, map { [@keygen, '', '-t', /_ecdsa_/ ? 'ecdsa' : 'ed25519', '-f', $_] } @missing);
}

sub known_hosts_lines {
    my ($self) = @_;
    return map { join(' ', "[$self->{address}]:" . PORT, (split ' ', slurp("$self->{keys}/ssh_host_${_}_key.pub"))[0, 1]) . "\n" } @key_types;
}

# What `ssh -F` and `sonae --ssh-config` read.
sub client_config {
    my ($lab, @hosts) = @_;
    (my $path = $lab) =~ s/%/%%/g;
    my $user = getpwuid $>;
    return join '', (map { "Host $_->{id}\n  HostName $_->{address}\n" } @hosts), "Host *\n", map { "  $_\n" }
        'Port ' . PORT, "User $user", qq(IdentityFile "$path/keys/id_ed25519"), 'IdentitiesOnly yes',
        qq(UserKnownHostsFile "$path/known_hosts"), 'GlobalKnownHostsFile /dev/null', 'StrictHostKeyChecking yes';
}

# Starts the servers and waits until each listens.
sub start_all {
    my (@hosts) = @_;
    my $sshd = (grep { -x } '/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd')[0]
        or complain('sshd がありません。tools/setup test を実行してください', 'there is no sshd: run tools/setup test');
    mkdir '/run/sshd', 0755 if $> == 0;    # where sshd as root locks itself in
    my %config = %{ _common_config($sshd) };
    while (my @batch = splice @hosts, 0, STARTS_AT_ONCE) {
        $_->_launch($sshd, \%config) for @batch;
        $_->_await for @batch;
    }
}

sub _common_config {
    my ($sshd) = @_;
    my ($version) = `$sshd -V 2>&1` =~ /OpenSSH_(\d+\.\d+)/;
    my ($user, $password) = (getpwuid $>)[0, 1];
    return {
        Port => PORT, AllowUsers => $user, StrictModes => 'no',
        # Without PAM sshd refuses a locked account even its keys.
        UsePAM => $password =~ /^!/ ? 'yes' : 'no',
        PasswordAuthentication => 'no', KbdInteractiveAuthentication => 'no', PermitRootLogin => 'prohibit-password',
        MaxStartups => '1000:100:2000', MaxSessions => 1000, MaxAuthTries => 20,
        # Tests fail to log in on purpose, all from one address.
        ($version // 0) >= 9.8 ? (PerSourcePenalties => 'no') : (),
        UseDNS => 'no', PrintMotd => 'no', PrintLastLog => 'no', X11Forwarding => 'no', PermitUserRC => 'no', Subsystem => 'sftp internal-sftp',
    };
}

sub _launch {
    my ($self, $sshd, $common) = @_;
    my ($lab, $dir) = @$self{qw(lab dir)};
    mkdir $_ for $dir, "$dir/home";
    # bash reads it for a command over ssh: sshd would leave the session in the user's real home.
    spurt("$dir/home/.bashrc", qq(cd "\$HOME"\n));
    unlink "$dir/sshd.pid", "$dir/sshd.id";
    (my $token_free = $lab) =~ s/%/%%/g;
    my @lines = map { "$_ $common->{$_}" } sort keys %$common;
    push @lines, "ListenAddress $self->{address}", qq(PidFile "$dir/sshd.pid"), qq(AuthorizedKeysFile "$token_free/keys/id_ed25519.pub");
    push @lines, map { qq(HostKey "$self->{keys}/ssh_host_${_}_key") } @key_types;
    my $path = "$lab/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    my %set = (HOME => "$dir/home", PATH => $path, LAB_HOST_DIR => $dir, PERL_BADLANG => 0, %{ $self->{environment} // {} });
    push @lines, 'SetEnv ' . join ' ', map { qq("$_=$set{$_}") } sort keys %set;
    spurt("$dir/sshd_config", join '', map { "$_\n" } @lines);
    $self->{pid} = fork // die "cannot start sshd: $!\n";
    return if $self->{pid};
    require POSIX;
    POSIX::setsid();
    open STDIN, '<', '/dev/null';
    open STDOUT, '>>', "$dir/sshd.log";
    open STDERR, '>&', \*STDOUT;
    exec $sshd, '-D', '-f', "$dir/sshd_config", '-E', "$dir/sshd.log" or exit 127;
}

# sshd writes its pid once it listens.
sub _await {
    my ($self) = @_;
    for (1 .. 1000) {
        my $ended = waitpid($self->{pid}, WNOHANG) == $self->{pid};
        if (!$ended && (slurp("$self->{dir}/sshd.pid") // '') =~ /^\d+\n/) {
            spurt("$self->{dir}/sshd.id", identity($self->{pid}));
            return;
        }
        die _why_not($self) if $ended;
        pause(0.01);
    }
    kill 'KILL', $self->{pid};
    die _why_not($self);
}

sub _why_not {
    my ($self) = @_;
    my $log = slurp("$self->{dir}/sshd.log") // '';
    my $at = "$self->{address}:" . PORT;
    return said("$at は使用中です（別の訓練環境かもしれません）。別の番号で起動してください: tools/lab up --net N",
        "$at is taken, perhaps by another lab: choose another number with tools/lab up --net N") . "\n"
        if $log =~ /Address already in use/;
    return said("$self->{id} の sshd が起動しません", "sshd of $self->{id} does not start") . " ($self->{dir}/sshd.log):\n$log";
}

# Power off: the server, its sessions, what they started and the services, all at once. Everything on a host carries its
# folder in the environment. Returns false if some process can't be ended.
sub power_off {
    my ($self) = @_;
    return _end(qr/\0LAB_HOST_DIR=\Q$self->{dir}\E\0/, $self);
}

# The same for the whole lab, also what an earlier lab in this folder has left.
sub power_off_all {
    my ($lab, @hosts) = @_;
    return _end(qr/\0LAB_HOST_DIR=\Q$lab\E\/hosts\//, @hosts);
}

sub _end {
    my ($tag, @hosts) = @_;
    my $ended = end_all([grep { defined } map { slurp("$_->{dir}/sshd.id") } @hosts], $tag);
    unlink map { ("$_->{dir}/sshd.id", "$_->{dir}/sshd.pid") } @hosts;
    return $ended;
}

1;
