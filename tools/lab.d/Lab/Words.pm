package Lab::Words;

# Messages in the user's language.

use strict;
use warnings;
use Exporter 'import';

our @EXPORT_OK = qw(said complain);

my $japanese = ($ENV{LC_ALL} || $ENV{LC_MESSAGES} || $ENV{LANG} || '') =~ /^ja/;

sub said { $japanese ? $_[0] : $_[1] }

sub complain { die said(@_) . "\n" }

1;
