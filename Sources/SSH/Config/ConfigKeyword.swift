/// The words with which lines of ssh_config begin, in lower case.
enum ConfigKeyword {
  /// Whether some version of ssh from 7 to 10 takes the word, or a distribution's; others are errors to it, wherever they stand.
  static func isKnown(_ word: String) -> Bool { known.contains(word) }

  /// The one of several names for the same thing.
  static func plain(_ word: String) -> String { aliases[word] ?? word }

  private static let aliases = [
    "dsaauthentication": "pubkeyauthentication", "identityfile2": "identityfile",
    "pubkeyacceptedkeytypes": "pubkeyacceptedalgorithms",
  ]

  static let known = Set(
    """
    addkeystoagent addressfamily afstokenpassing batchmode bindaddress bindinterface canonicaldomains
    canonicalizefallbacklocal canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms
    certificatefile challengeresponseauthentication channeltimeout checkhostip cipher ciphers clearallforwardings
    compression compressionlevel connectionattempts connecttimeout controlmaster controlpath controlpersist
    dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fallbacktorsh fingerprinthash
    forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports globalknownhostsfile
    globalknownhostsfile2 gssapiauthentication gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms
    gssapikeyexchange gssapirenewalforcesrekey gssapiserveridentity gssapitrustdns hashknownhosts host
    hostbasedacceptedalgorithms hostbasedauthentication hostbasedkeytypes hostkeyalgorithms hostkeyalias hostname
    identitiesonly identityagent identityfile ignoreunknown include ipqos kbdinteractiveauthentication
    kbdinteractivedevices keepalive kerberosauthentication kerberostgtpassing kexalgorithms knownhostscommand localcommand
    localforward loglevel logverbose macs match nohostauthenticationforlocalhost numberofpasswordprompts
    obscurekeystroketiming passwordauthentication permitlocalcommand permitremoteopen pkcs11provider port
    preferredauthentications protocol protocolkeepalives proxycommand proxyjump proxyusefdpass pubkeyacceptedalgorithms
    pubkeyauthentication refuseconnection rekeylimit remotecommand remoteforward requesttty requiredrsasize
    revokedhostkeys rhostsauthentication rhostsrsaauthentication rsaauthentication rsaminsize securitykeyprovider sendenv
    serveralivecountmax serveraliveinterval sessiontype setenv setuptimeout skeyauthentication smartcarddevice stdinnull
    streamlocalbindmask streamlocalbindunlink stricthostkeychecking syslogfacility tag tcpkeepalive tisauthentication
    tunnel tunneldevice updatehostkeys useblacklistedkeys useprivilegedport user userknownhostsfile userknownhostsfile2
    useroaming usersh verifyhostkeydns versionaddendum visualhostkey warnweakcrypto xauthlocation
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
