import Testing

@testable import Platforms

@Suite struct HyperVTests {
  private let hyperV = HyperV()
  private let id = "de6e79c5-233c-4f8e-b704-708129b1d9e2"

  /// The script in a command line, as PowerShell decodes it.
  private func script(_ text: String) throws -> String {
    let prefix = "powershell -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand "
    try #require(text.hasPrefix(prefix))
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var bits = 0
    var value = 0
    var bytes: [UInt8] = []
    for character in text.dropFirst(prefix.count) where character != "=" {
      value = value << 6 | (try #require(alphabet.firstIndex(of: character)))
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(value >> bits & 0xFF))
      }
    }
    let units = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
    return String(decoding: units, as: UTF16.self)
  }

  /// What stands between what every script has.
  private func body(_ action: MachineAction) throws -> String {
    let whole = try script(try hyperV.text(action, on: id))
    let parts = HyperV.script("@BODY@").components(separatedBy: "@BODY@")
    try #require(whole.hasPrefix(parts[0]) && whole.hasSuffix(parts[1]))
    let find = "$v=Get-VM|?{$_.Id -eq '\(id)'};if(!$v){say nomachine}\n$t=[string]$v.State\n"
    let body = whole.dropFirst(parts[0].count).dropLast(parts[1].count)
    try #require(body.hasPrefix(find))
    return String(body.dropFirst(find.count))
  }

  // MARK: Commands

  @Test func scriptsAreBase64OfUTF16() throws {
    #expect(try PowerShell.command("Get-VM").text.hasSuffix(" -EncodedCommand RwBlAHQALQBWAE0A"))
    #expect(try PowerShell.command("$n='住民'").text.hasSuffix(" -EncodedCommand JABuAD0AJwBPTxFsJwA="))
    for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
      #expect(PowerShell.base64(Array(bytes.utf8)) == text)
    }
    #expect(try PowerShell.command("x").reader == .windows)
    #expect(throws: PlatformError.self) { try PowerShell.command(String(repeating: "x", count: 4_000)) }
  }

  @Test func everyScriptHasTheSameFrame() {
    #expect(
      HyperV.script("BODY") == #"""
        $ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue';$WarningPreference='SilentlyContinue';$v=$null
        function out($o){$w=[Console]::Out;$w.WriteLine([regex]::Replace((ConvertTo-Json -InputObject $o -Compress -Depth 3),'[^ -~]',{param($c)'\u{0:x4}'-f[int][char]$c.Value}));$w.WriteLine('#sonae end')}
        function say($r,$m,$i){$s='';if($v){$s=[string](Get-VM -Id $v.Id -ea 0).State};out @{r=$r;m=[string]$m;i=[string]$i;s=$s};exit [int]($r -notin 'done','already')}
        try{
        $p=[Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
        if(!('S-1-5-32-544','S-1-5-32-578'|?{$p.IsInRole([Security.Principal.SecurityIdentifier]$_)})){say permission 'the account is neither in Hyper-V Administrators nor in Administrators'}
        BODY
        }catch{say error $_.Exception.Message $_.FullyQualifiedErrorId}
        """#)
  }

  @Test(arguments: [
    (MachineAction.start, "if($t -eq 'Running'){say already};if($t -eq 'Paused'){say wrong};Start-VM -VM $v;say done"),
    (.destroy, "if($t -in 'Off','Saved'){say already};Stop-VM -VM $v -TurnOff -Force;say done"),
    (.suspend, "if($t -eq 'Paused'){say already};if($t -ne 'Running'){say wrong};Suspend-VM -VM $v;say done"),
    (.resume, "if($t -eq 'Running'){say already};if($t -ne 'Paused'){say wrong};Resume-VM -VM $v;say done"),
    (
      .snapshot(Names.plain),
      "$n='jumin-db';$x=@(Get-VMSnapshot -VM $v|?{$_.Name -ceq $n});if($x){say exists};Checkpoint-VM -VM $v -SnapshotName $n;say done"
    ),
    (
      .revert(Names.japanese),
      "$n='住民 照会';$x=@(Get-VMSnapshot -VM $v|?{$_.Name -ceq $n});if(!$x){say nosnapshot};if($x.Count -gt 1){say several};Restore-VMSnapshot -VMSnapshot $x[0] -Confirm:$false;say done"
    ),
    (
      .deleteSnapshot(Names.hostile),
      #"$n='it''s; rm -rf $HOME "x"';$x=@(Get-VMSnapshot -VM $v|?{$_.Name -ceq $n});if(!$x){say gone};if($x.Count -gt 1){say several};Remove-VMSnapshot -VMSnapshot $x[0] -Confirm:$false;say done"#
    ),
    (
      .migrate(to: "hv-b"),
      "$h='hv-b'\nif($t -ne 'Running'){say wrong}\nif($v.IsClustered){$null=Move-ClusterVirtualMachineRole -VMId $v.Id -Node $h -MigrationType Live}else{Move-VM -VM $v -DestinationHost $h}\nsay done"
    ),
  ]) func ordersAreScripts(action: MachineAction, words: String) throws {
    #expect(try body(action) == words)
  }

  @Test func aGuestIsAskedAndNotWaitedFor() throws {
    #expect(
      try body(.shutdown) == #"""
        if($t -in 'Off','Saved'){say already}
        if($t -eq 'Paused'){say wrong}
        $c=Get-CimInstance -Namespace root\virtualization\v2 -ClassName Msvm_ShutdownComponent -Filter "SystemName='$($v.Id)'"
        if(!$c){say unsupported 'the shutdown service of its integration services is off'}
        $r=(Invoke-CimMethod -InputObject $c -MethodName InitiateShutdown -Arguments @{Force=$true;Reason='Sonae'}).ReturnValue
        if($r -in 0,4096,32782){say done}
        if($r -eq 32769){say permission $r}
        if($r -in 32770,32777,32780){say unsupported "the guest does not answer ($r)"}
        say failed "InitiateShutdown: $r"
        """#)
  }

  @Test func valuesCannotBreakOut() throws {
    #expect(
      try body(.clone(as: Names.hostile, network: "隔離 ’;Stop-VM *;‘")).hasPrefix(
        "$n='it''s; rm -rf $HOME \"x\"'\n$w='隔離 ’’;Stop-VM *;‘‘'\nif("))
    #expect(throws: PlatformError.self) { try hyperV.text(.snapshot("a\nb"), on: id) }
    for handle in [
      "", "jumin-db", id + "'", "de6e79c5-233c-4f8e-b704-708129b1d9e", "zz6e79c5-233c-4f8e-b704-708129b1d9e2",
    ] {
      #expect(throws: PlatformError.self) { try hyperV.text(.start, on: handle) }
      #expect(throws: PlatformError.self) { try hyperV.networks(of: machine(handle)) }
    }
  }

  @Test func theLongestScriptFitsOnCmdsLine() throws {
    let long = String(repeating: "a", count: 100)
    #expect(try hyperV.text(.clone(as: long, network: long), on: id).utf8.count <= 8_100)
    let longest = String(repeating: "a", count: 255)
    #expect(throws: PlatformError.self) { try hyperV.text(.clone(as: longest, network: longest), on: id) }
    for action in [MachineAction.snapshot(longest), .revert(longest), .deleteSnapshot(longest), .migrate(to: longest)] {
      #expect(try hyperV.text(action, on: id).utf8.count <= 8_100)
    }
    #expect(try script(hyperV.machines.command.text).contains("out @(Get-VM|%{@{i=[string]$_.Id;"))
    #expect(try script(hyperV.networks(of: machine(id)).command.text).contains("out $a"))
  }

  // MARK: Reading

  private func list(_ json: String) throws -> [VirtualMachine] {
    try hyperV.machines.answer(Reply(0, "\(json)\r\n#sonae end\r\n"))
  }

  @Test func listsAreReadInEveryFormOfConvertToJson() throws {
    let one =
      #"{"c":2,"i":"de6e79c5-233c-4f8e-b704-708129b1d9e2","m":4294967296,"n":"\u4f4f\u6c11 \u7167\u4f1a","s":"Running"}"#
    let expected = VirtualMachine(name: "住民 照会", handle: id, state: .running, memoryMiB: 4096, cpus: 2)
    #expect(try list("[]") == [])
    #expect(try list("null") == [])
    #expect(try list("[\(one)]") == [expected])
    #expect(try list(one) == [expected])
    #expect(try list("[\(one),\(one)]") == [expected, expected])
    #expect(try list(#"{"value":[\#(one)],"Count":1}"#) == [expected])
    #expect(try list("WARNING: the module is old\r\n[\(one)]") == [expected])
  }

  @Test(arguments: [
    ("\"Running\"", PowerState.running), ("2", .running), ("\"Off\"", .off), ("3", .off), ("\"Saved\"", .saved),
    ("6", .saved), ("\"Paused\"", .paused),
    ("9", .paused), ("\"Starting\"", .changing), ("32773", .changing), ("\"OffCritical\"", .failed),
    ("\"Other\"", .unknown("Other")), ("5", .unknown("5")),
    ("\"実行中\"", .unknown("実行中")),
  ]) func statesAreNamesOrNumbers(value: String, state: PowerState) throws {
    #expect(try list(#"[{"i":"x","n":"a","s":\#(value)}]"#).map(\.state) == [state])
  }

  @Test(arguments: ["", "Name State\r\n---- -----", "{}", "[1]", #"[{"n":"a","s":2}]"#, #"[{"i":"x","n":"a","s":2}"#])
  func anythingElseIsNoList(json: String) {
    #expect(throws: PlatformError.self) { try list(json) }
    #expect(throws: PlatformError.self) { try hyperV.machines.answer(Reply(0, "[]\r\n")) }
    #expect(throws: PlatformError.self) { try hyperV.machines.answer(Reply(1, "[]\r\n#sonae end\r\n")) }
    #expect(throws: PlatformError.failed(exit: 1, said: "no rights")) {
      try hyperV.machines.answer(
        Reply(1, "{\"i\":\"\",\"m\":\"no rights\",\"r\":\"permission\",\"s\":\"\"}\r\n#sonae end\r\n"))
    }
  }

  @Test(arguments: [
    (#"[{"n":"isolated","o":"Untagged","a":0}]"#, ["isolated"]),
    (#"[{"n":"LAN","o":"Access","a":20},{"n":"LAN","o":"Access","a":20}]"#, ["LAN/20"]),
    (#"{"n":"LAN","o":"Trunk","a":0}"#, ["(Trunk LAN)"]), (#"[{"o":"device"}]"#, ["(device)"]),
    (#"[{"n":null,"o":"Untagged","a":0}]"#, ["(Untagged)"]), ("[]", []),
  ]) func networksAreSwitchesAndTheirVLANs(json: String, names: [String]) throws {
    #expect(try hyperV.networks(of: machine(id)).answer(Reply(0, json + "\r\n#sonae end\r\n")) == names)
  }

  @Test func capacityIsReadFromTheHost() throws {
    #expect(
      try hyperV.capacity.answer(Reply(0, "{\"m\":68622475264,\"c\":16,\"f\":41943040}\r\n#sonae end\r\n"))
        == HostCapacity(memoryMiB: 65443, freeMiB: 40960, cpus: 16))
    #expect(throws: PlatformError.self) { try hyperV.capacity.answer(Reply(0, "{\"m\":1}\r\n#sonae end\r\n")) }
  }

  // MARK: Judging

  private func judge(_ action: MachineAction, _ result: String, state: String = "", id: String = "", exit: Int32 = 1)
    throws -> Judgement
  {
    try hyperV.judge(
      action, on: self.id, exit,
      "{\"i\":\"\(id)\",\"m\":\"x\",\"r\":\"\(result)\",\"s\":\"\(state)\"}\r\n#sonae end\r\n")
  }

  @Test func scriptsSayWhatTheyFound() throws {
    #expect(try judge(.start, "done", exit: 0) == .done)
    #expect(try judge(.start, "already", exit: 0) == .alreadySo)
    #expect(try judge(.start, "wrong", state: "Paused") == .refused(.wrongState(.paused), said: "x"))
    #expect(try judge(.start, "nomachine") == .notFound(.machine, said: "x"))
    #expect(try judge(.deleteClone, "nomachine") == .alreadySo)
    #expect(try judge(.snapshot("a"), "exists") == .refused(.exists, said: "x"))
    #expect(try judge(.revert("a"), "nosnapshot") == .notFound(.snapshot, said: "x"))
    #expect(try judge(.deleteSnapshot("a"), "gone") == .alreadySo)
    #expect(try judge(.clone(as: "a", network: "b"), "nonetwork") == .notFound(.network, said: "x"))
    #expect(try judge(.deleteClone, "notclone") == .refused(.notAClone, said: "x"))
    #expect(try judge(.start, "permission") == .refused(.permission, said: "x"))
    #expect(try judge(.shutdown, "unsupported") == .unsupported(said: "x"))
    #expect(try judge(.start, "new") == .unknown(said: "x"))
    #expect(try judge(.start, "done", exit: 1) == .unknown(said: "x"))
  }

  @Test(arguments: [
    ("AccessDenied,Microsoft.HyperV.PowerShell.Commands.StartVM", Judgement.refused(.permission, said: "x")),
    ("OutOfMemory,Microsoft.HyperV.PowerShell.Commands.StartVM", .refused(.resources, said: "x")),
    ("ObjectInUse,Microsoft.HyperV.PowerShell.Commands.StartVM", .refused(.busy, said: "x")),
    ("CommandNotFoundException", .refused(.noPlatform, said: "x")),
    ("InvalidState,Microsoft.HyperV.PowerShell.Commands.StartVM", .failed(said: "x")),
    ("", .failed(said: "x")),
  ]) func errorsAreKnownByTheirIds(id: String, judgement: Judgement) throws {
    #expect(try judge(.start, "error", state: "Off", id: id) == judgement)
    #expect(try judge(.start, "error", state: "Running", id: id) == .alreadySo)
  }

  @Test func withoutAnAnswerNothingIsTakenForDone() throws {
    for output in ["", "done\r\n#sonae end", "{\"r\":\"done\"}", "'powershell' は、内部コマンドまたは外部コマンド\r\n"] {
      guard case .unknown = try hyperV.judge(.start, on: id, 0, output) else {
        Issue.record("\(output)")
        continue
      }
    }
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [Substring] {
    guard let range = firstRange(of: separator) else { return [self[...]] }
    return [self[..<range.lowerBound], self[range.upperBound...]]
  }
}
