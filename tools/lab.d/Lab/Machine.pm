package Lab::Machine;

# A virtual machine of the lab: a guest whose service answers over HTTP, and whose data lie on a disk that every hypervisor reaches.

use strict;
use warnings;
use Socket;
use Lab::Process qw(slurp spurt pause uptime iso);
use Lab::Words qw(said complain);

use constant {
    COLUMNS => [qw(machine host standby address port memory_mib)],
    MOST => 4, DISK_BYTES => 8 << 20, ANSWER_S => 1, LONGEST_NAME => 45, LOWEST_PORT => 1024,
    LEAST_MIB => 80,    # with less the kernel doesn't come up
};

# Without what only real processors need, and without what a guest of one minute doesn't: a third of the time until it answers.
use constant KERNEL_WORDS => 'console=ttyS0 quiet panic=-1 mitigations=off nopti nokaslr cryptomgr.notests tsc=reliable no_timer_check';

# The machines of a machines.tsv and their hosts, in the order of the file. Dies with every error of the file, each with its line.
sub read_table {
    my ($path, $net, $run) = @_;
    my $text = slurp($path) // complain("$path を読めません: $!", "cannot read $path: $!");
    my (@machines, @hosts, @errors, %seen);
    my $n = 0;
    for my $line (split /\n/, $text) {
        $n++;
        next if $line =~ /^\s*(#|$)/ || $line eq join("\t", @{ +COLUMNS });
        my %row;
        @row{ @{ +COLUMNS } } = split /\t/, $line;
        $row{address} =~ s/^127\.\d+\./127.$net./ if defined $net && $row{address};
        my @wrong = _wrong(\%row);
        push @wrong, said('同じ名前かアドレスが前の行にもあります', 'its name or address stands in an earlier line')
            if !@wrong && grep { $seen{$_}++ } $row{machine}, "$row{address}:$row{port}";
        if (@wrong) { push @errors, map { "$path:$n: $_\n" } @wrong; next }
        $row{standby} = [$row{standby} eq '-' ? () : split /,/, $row{standby}];
        push @machines, bless { %row, number => @machines + 1, run => $run }, __PACKAGE__;
        push @hosts, $row{host}, @{ $row{standby} };
    }
    push @errors, "$path: " . said('仮想マシンは ' . MOST . ' 台までです', 'at most ' . MOST . ' machines') . "\n" if @machines > MOST;
    die @errors if @errors;
    my %host;
    return (\@machines, [grep { !$host{$_}++ } @hosts]);
}

sub _wrong {
    my ($row) = @_;
    my $columns = @{ +COLUMNS };
    my $id = qr/[A-Za-z0-9][A-Za-z0-9_-]{0,63}/;
    my %shape = (
        # It becomes a file's name and part of a socket's, which has 108 bytes in all.
        machine => qr{[^/\x00-\x1f\x7f,]{1,@{[LONGEST_NAME]}}},
        host => $id, standby => qr/-|$id(,$id)*/, address => qr/127(\.\d{1,3}){3}/, port => qr/[1-9]\d{3,4}/, memory_mib => qr/[1-9]\d{1,3}/,
    );
    return said("$columns 列をタブで区切ってください", "needs $columns columns, separated by tabs") if grep { !defined } values %$row;
    my @wrong = grep { $row->{$_} !~ /^(?:$shape{$_})$/ } @{ +COLUMNS };
    push @wrong, 'port' if !@wrong && ($row->{port} < LOWEST_PORT || $row->{port} > 65535);
    push @wrong, 'memory_mib' if !@wrong && $row->{memory_mib} < LEAST_MIB;
    return map { "$_: $row->{$_} " . said('は使えない値です', "is not a valid $_") } @wrong;
}

sub write_table {
    my (@machines) = @_;
    my @rows = map { my %row = (%$_, standby => join(',', @{ $_->{standby} }) || '-'); join "\t", @row{ @{ +COLUMNS } } } @machines;
    return join '', map { "$_\n" } join("\t", @{ +COLUMNS }), @rows;
}

sub name { $_[0]{machine} }
sub home { $_[0]{host} }
sub disk { "$_[0]{run}/disks/$_[0]{machine}.qcow2" }
sub console { "$_[0]{run}/consoles/$_[0]{machine}.log" }

# A disk as of now: the newest record in its first sector, the machine's name in the second.
sub create_disk {
    my ($self) = @_;
    my $raw = $self->disk . '.raw';
    spurt($raw, pack 'a512 a512', iso(time), $self->name);
    truncate $raw, DISK_BYTES or die "cannot write $raw: $!\n";
    system(qw(qemu-img convert -f raw -O qcow2), $raw, $self->disk) == 0 or die 'qemu-img cannot make ' . $self->disk . "\n";
    unlink $raw;
}

# What libvirt is told. The same on every host: whichever starts the machine, it is the same machine at the same address.
sub definition {
    my ($self) = @_;
    my %text = (name => $self->name, disk => $self->disk, console => $self->console, run => $self->{run});
    s/&/&amp;/g, s/</&lt;/g, s/'/&apos;/g for values %text;
    my $words = KERNEL_WORDS;
    return <<"END" =~ s/NUMBER/sprintf '%012d', $self->{number}/er;
<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>$text{name}</name>
  <uuid>00000000-0000-4000-8000-NUMBER</uuid>
  <memory unit='MiB'>$self->{memory_mib}</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>$text{run}/guest/kernel</kernel>
    <initrd>$text{run}/guest/initramfs</initrd>
    <cmdline>$words</cmdline>
  </os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='$text{disk}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <controller type='usb' model='none'/>
    <memballoon model='none'/>
    <serial type='pty'><log file='$text{console}' append='on'/></serial>
  </devices>
  <!-- libvirt can't forward a port of user-mode networking. Restricted: the guest reaches nothing outside of itself. -->
  <qemu:commandline>
    <qemu:arg value='-netdev'/>
    <qemu:arg value='user,id=service,restrict=on,hostfwd=tcp:$self->{address}:$self->{port}-:80'/>
    <qemu:arg value='-device'/>
    <qemu:arg value='virtio-net-pci,netdev=service,addr=0x10'/>
  </qemu:commandline>
</domain>
END
}

# What the guest's service says to a path: the body of its answer, or nothing. A connection alone proves nothing, since QEMU
# takes it before the guest listens.
sub ask {
    my ($self, $path) = @_;
    socket my $socket, PF_INET, SOCK_STREAM, 0 or return undef;
    connect $socket, pack_sockaddr_in($self->{port}, inet_aton($self->{address})) or return undef;
    syswrite $socket, "GET /$path HTTP/1.0\r\n\r\n";
    my ($answer, $deadline) = ('', uptime() + ANSWER_S);
    while ((my $left = $deadline - uptime()) > 0) {
        my $readable = '';
        vec($readable, fileno $socket, 1) = 1;
        select $readable, undef, undef, $left or last;
        sysread $socket, $answer, 4096, length $answer or last;
    }
    return $answer =~ m{^HTTP/1\.. 200 .*?\r\n\r\n(.+)\n}s ? $1 : undef;
}

sub await {
    my ($self, $limit_s) = @_;
    my $deadline = uptime() + $limit_s;
    while (uptime() < $deadline) {
        return 1 if defined $self->ask('health');
        pause(0.1);
    }
    return 0;
}

1;
