package Lab::Table;

# What a lab consists of: its hosts, and the services of a services.tsv with their homes and addresses.

use strict;
use warnings;
use Exporter 'import';
use Lab::Process qw(slurp);
use Lab::Words qw(said complain);

our @EXPORT_OK = qw(read_services write_services address_of on_hosts HEADER);

use constant { HEADER => [qw(service host address port kind start_ms requires)], LOWEST_PORT => 1024 };

# The services, and the hosts that they and the rows without a service name, in the order of the file.
# Dies with every error of the file, each with its line.
sub read_services {
    my ($path, $net) = @_;
    my $text = slurp($path) // complain("$path を読めません: $!", "cannot read $path: $!");
    my (@services, @hosts, @errors, %line_of);
    my $n = 0;
    for my $line (split /\n/, $text) {
        $n++;
        next if $line =~ /^\s*(#|$)/ || $line eq join("\t", @{ +HEADER });
        my %service;
        @service{ @{ +HEADER } } = split /\t/, $line;
        if (($service{service} // '') eq '-') { push @hosts, $service{host}; next }
        $service{address} =~ s/^127\.\d+\./127.$net./ if defined $net && $service{address};
        my @wrong = _wrong(\%service);
        my @unique = @wrong ? () : ($service{service}, "$service{address}:$service{port}");
        push @wrong, map { "$_ " . said("は $line_of{$_} 行目にもあります", "stands in line $line_of{$_} too") } grep { $line_of{$_} } @unique;
        if (@wrong) { push @errors, map { "$path:$n: $_\n" } @wrong; next }
        $line_of{$_} = $n for @unique;
        $service{requires} = [$service{requires} eq '-' ? () : split /,/, $service{requires}];
        push @services, \%service;
        push @hosts, $service{host};
    }
    for my $service (@services) {
        my @unknown = grep { !$line_of{$_} } @{ $service->{requires} };
        my $at = "$path:$line_of{$service->{service}}: requires";
        push @errors, map { "$at: $_ " . said('というサービスはありません', 'is not a service') . "\n" } @unknown;
    }
    die @errors if @errors;
    my %seen;
    return (\@services, [grep { !$seen{$_}++ } @hosts]);
}

sub _wrong {
    my ($service) = @_;
    my $columns = @{ +HEADER };
    my $id = qr/[A-Za-z0-9][A-Za-z0-9._-]{0,63}/;
    my %shape = (
        service => $id, host => $id, address => qr/127(\.\d{1,3}){3}/, port => qr/[1-9]\d{0,4}/,
        kind => qr/http|tcp/, start_ms => qr/\d{1,6}/, requires => qr/-|$id(,$id)*/,
    );
    return said("$columns 列をタブで区切ってください", "needs $columns columns, separated by tabs") if grep { !defined } values %$service;
    my @wrong = grep { $service->{$_} !~ /^(?:$shape{$_})$/ } @{ +HEADER };
    return map { "$_: $service->{$_} " . said('は使えない値です', "is not a valid $_") } @wrong if @wrong;
    my ($port, $from, $to) = ($service->{port}, LOWEST_PORT, 65535);
    return () if $port >= $from && $port <= $to;
    return 'port: ' . said("$port は使えません。$from から $to までにしてください（一般ユーザーも使える範囲です）",
        "$port can't be taken by everyone: use one from $from to $to");
}

sub write_services {
    my (@services) = @_;
    my @rows = map { my %row = (%$_, requires => join(',', @{ $_->{requires} }) || '-'); join "\t", @row{ @{ +HEADER } } } @services;
    return join '', map { "$_\n" } join("\t", @{ +HEADER }), @rows;
}

# The services at home on these hosts. What they require elsewhere isn't in this lab and counts as there.
sub on_hosts {
    my ($hosts, @services) = @_;
    my %is_host = map { $_ => 1 } @$hosts;
    my @mine = grep { $is_host{ $_->{host} } } @services;
    my %is_mine = map { $_->{service} => 1 } @mine;
    return map { +{ %$_, requires => [grep { $is_mine{$_} } @{ $_->{requires} }] } } @mine;
}

# The k-th host: 127.NET.0.1 up to .250, then from 127.NET.100.1 on; services live in between.
sub address_of {
    my ($net, $k) = @_;
    my $block = int(($k - 1) / 250);
    return sprintf '127.%d.%d.%d', $net, $block ? 99 + $block : 0, ($k - 1) % 250 + 1;
}

1;
