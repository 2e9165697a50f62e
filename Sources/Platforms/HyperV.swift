import Model

/// Hyper-V, by its PowerShell module over OpenSSH on Windows Server 2016 or later. Machines are named by their id (a GUID).
///
/// Sources of the formats: https://learn.microsoft.com/powershell/module/hyper-v (`Get-VM`, `Start-VM`, `Stop-VM`, `Checkpoint-VM`, `Export-VM`,
/// `Import-VM`, `Move-VM`, …); enumeration `Microsoft.HyperV.PowerShell.VMState`; `InitiateShutdown` of `Msvm_ShutdownComponent`; `ConvertTo-Json` of
/// Windows PowerShell 5.1.
///
/// - What a script found out it says by words of its own, so nothing depends on the language of Windows. `FullyQualifiedErrorId` isn't translated.
/// - `Get-VM` gives an account without rights an error or nothing at all, by version: so the group is looked at first.
/// - `Stop-VM` waits until the machine is off; the guest is only asked by `InitiateShutdown`.
struct HyperV: Platform {
  // MARK: Questions

  var machines: Question<[VirtualMachine]> {
    question(
      "out @(Get-VM|%{@{i=[string]$_.Id;n=$_.Name;s=[string]$_.State;m=$_.MemoryStartup;c=$_.ProcessorCount}})",
      { json throws(PlatformError) in try json.elements.map { one throws(PlatformError) in try Self.machine(one) } })
  }

  var capacity: Question<HostCapacity> {
    question(
      "$h=Get-VMHost;out @{m=$h.MemoryCapacity;c=$h.LogicalProcessorCount;f=(Get-CimInstance Win32_OperatingSystem).FreePhysicalMemory}",
      { json throws(PlatformError) in
        guard let bytes = json["m"]?.wholeNumber, let free = json["f"]?.wholeNumber, let cpus = json["c"]?.wholeNumber,
          bytes > 0, cpus > 0
        else {
          throw .notUnderstood(
            bounded(String(decoding: json.canonical, as: UTF8.self)), expected: "the capacity of a host")
        }
        return HostCapacity(memoryMiB: bytes >> 20, freeMiB: free >> 10, cpus: cpus)
      })
  }

  func networks(of machine: VirtualMachine) throws(PlatformError) -> Question<[String]> {
    let find = Self.find(try Self.id(machine.handle))
    return question(
      find + #"""

        $a=@(Get-VMNetworkAdapter -VM $v|?{$_.Connected -or $_.SwitchName}|%{$l=Get-VMNetworkAdapterVlan -VMNetworkAdapter $_;@{n=$_.SwitchName;o=[string]$l.OperationMode;a=$l.AccessVlanId}})
        if((gcm Get-VMAssignableDevice -ea 0) -and (Get-VMAssignableDevice -VM $v)){$a+=@{o='device'}}
        out $a
        """#,
      { json throws(PlatformError) in
        try json.elements.map { one throws(PlatformError) in try Self.network(one) }.unique
      })
  }

  func snapshots(named name: String, of machine: VirtualMachine) throws(PlatformError) -> Question<Int> {
    let body = "\(Self.find(try Self.id(machine.handle)))\n\(try Self.find(snapshot: name));out $x.Count"
    let command = try PowerShell.command(Self.script(body))
    return Question(command.text, reader: .windows) { text throws(PlatformError) in
      let json = try Self.json(in: text)
      guard let count = json.wholeNumber, count >= 0 else {
        throw .notUnderstood(bounded(text), expected: "a number of snapshots")
      }
      return count
    }
  }

  private func question<Answer: Sendable>(
    _ body: String, _ read: @escaping @Sendable (JSON) throws(PlatformError) -> Answer
  ) -> Question<Answer> {
    // Questions carry an id at most, and are far from the limit.
    let command = try? PowerShell.command(Self.script(body))
    return Question(command?.text ?? "", reader: .windows, said: Self.said) { text throws(PlatformError) in
      try read(try Self.json(in: text))
    }
  }

  /// The message of what a script said, where it said one.
  private static func said(_ reply: Reply) -> String {
    guard let text = try? reply.text(), let json = try? json(in: text), let message = json["m"]?.text else {
      return reply.said
    }
    return quotable(Array(message.utf8), limit: 500)
  }

  // MARK: Orders

  func order(_ action: MachineAction, on machine: VirtualMachine) throws(PlatformError) -> Order {
    let id = try Self.id(machine.handle)
    let script = Self.script("\(Self.find(id))\n$t=[string]$v.State\n\(try words(of: action))")
    return Order(try PowerShell.command(script)) { reply in Self.judge(reply, to: action) }
  }

  func words(of action: MachineAction) throws(PlatformError) -> String {
    switch action {
    case .start: "if($t -eq 'Running'){say already};if($t -eq 'Paused'){say wrong};Start-VM -VM $v;say done"
    case .shutdown: Self.shutdown
    case .destroy: "if($t -in 'Off','Saved'){say already};Stop-VM -VM $v -TurnOff -Force;say done"
    case .suspend: "if($t -eq 'Paused'){say already};if($t -ne 'Running'){say wrong};Suspend-VM -VM $v;say done"
    case .resume: "if($t -eq 'Running'){say already};if($t -ne 'Paused'){say wrong};Resume-VM -VM $v;say done"
    case .snapshot(let name):
      "\(try Self.find(snapshot: name));if($x){say exists};Checkpoint-VM -VM $v -SnapshotName $n;say done"
    case .revert(let name):
      "\(try Self.find(snapshot: name));if(!$x){say nosnapshot};if($x.Count -gt 1){say several};Restore-VMSnapshot -VMSnapshot $x[0] -Confirm:$false;say done"
    case .deleteSnapshot(let name):
      "\(try Self.find(snapshot: name));if(!$x){say gone};if($x.Count -gt 1){say several};Remove-VMSnapshot -VMSnapshot $x[0] -Confirm:$false;say done"
    case .migrate(let host):
      """
      $h=\(PowerShell.quoted(try Word(host, .host)))
      if($t -ne 'Running'){say wrong}
      if($v.IsClustered){$null=Move-ClusterVirtualMachineRole -VMId $v.Id -Node $h -MigrationType Live}else{Move-VM -VM $v -DestinationHost $h}
      say done
      """
    case .clone(let name, let network):
      "$n=\(PowerShell.quoted(try Word(name, .clone)))\n$w=\(PowerShell.quoted(try Word(network, .network)))\n\(Self.clone)"
    case .deleteClone: Self.deleteClone
    }
  }

  /// `Force`: programs of the guest that don't end are ended by the guest; without it a locked console keeps a guest from shutting down.
  private static let shutdown = """
    if($t -in 'Off','Saved'){say already}
    if($t -eq 'Paused'){say wrong}
    $c=Get-CimInstance -Namespace root\\virtualization\\v2 -ClassName Msvm_ShutdownComponent -Filter "SystemName='$($v.Id)'"
    if(!$c){say unsupported 'the shutdown service of its integration services is off'}
    $r=(Invoke-CimMethod -InputObject $c -MethodName InitiateShutdown -Arguments @{Force=$true;Reason='Sonae'}).ReturnValue
    if($r -in 0,4096,32782){say done}
    if($r -eq 32769){say permission $r}
    if($r -in 32770,32777,32780){say unsupported "the guest does not answer ($r)"}
    say failed "InitiateShutdown: $r"
    """

  private static func find(snapshot name: String) throws(PlatformError) -> String {
    "$n=\(PowerShell.quoted(try Word(name, .snapshot)));$x=@(Get-VMSnapshot -VM $v|?{$_.Name -ceq $n})"
  }

  private static func find(_ id: String) -> String { "$v=Get-VM|?{$_.Id -eq '\(id)'};if(!$v){say nomachine}" }

  /// Everything around a script: `out` prints a value, `say` the result of an order with the machine's state and ends.
  static func script(_ body: String) -> String {
    #"""
    $ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue';$WarningPreference='SilentlyContinue';$v=$null
    function out($o){$w=[Console]::Out;$w.WriteLine([regex]::Replace((ConvertTo-Json -InputObject $o -Compress -Depth 3),'[^ -~]',{param($c)'\u{0:x4}'-f[int][char]$c.Value}));$w.WriteLine('#sonae end')}
    function say($r,$m,$i){$s='';if($v){$s=[string](Get-VM -Id $v.Id -ea 0).State};out @{r=$r;m=[string]$m;i=[string]$i;s=$s};exit [int]($r -notin 'done','already')}
    try{
    $p=[Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
    if(!('S-1-5-32-544','S-1-5-32-578'|?{$p.IsInRole([Security.Principal.SecurityIdentifier]$_)})){say permission 'the account is neither in Hyper-V Administrators nor in Administrators'}
    \#(body)
    }catch{say error $_.Exception.Message $_.FullyQualifiedErrorId}
    """#
  }

  private static func id(_ handle: String) throws(PlatformError) -> String {
    guard isUUID(handle) else {
      throw .value(.machine, bounded(handle), .notAllowed("the Id of Get-VM"))
    }
    return handle
  }

  // MARK: Reading

  /// The line before the end mark.
  private static func json(in text: String) throws(PlatformError) -> JSON {
    let lines = try Sections(text, count: 1)[0]
    guard let line = lines.last(where: { !$0.isBlank }) else { throw .cut }
    return try JSON.platform([line], "JSON")
  }

  private static func machine(_ json: JSON) throws(PlatformError) -> VirtualMachine {
    guard let id = json["i"]?.text, let name = json["n"]?.text, let state = json["s"]?.text else {
      throw .notUnderstood(bounded(String(decoding: json.canonical, as: UTF8.self)), expected: "a machine")
    }
    return VirtualMachine(
      name: name, handle: id, state: self.state(state), memoryMiB: json["m"]?.wholeNumber.map { $0 >> 20 },
      cpus: json["c"]?.wholeNumber)
  }

  private static func network(_ json: JSON) throws(PlatformError) -> String {
    guard let mode = json["o"]?.text else {
      throw .notUnderstood(bounded(String(decoding: json.canonical, as: UTF8.self)), expected: "an adapter")
    }
    let name = json["n"]?.text ?? ""
    switch mode {
    case "Untagged" where !name.isEmpty: return name
    case "Access" where !name.isEmpty: return json["a"]?.wholeNumber.map { "\(name)/\($0)" } ?? "(\(mode) \(name))"
    default: return "(\(mode)\(name.isEmpty ? "" : " \(name)"))"
    }
  }

  /// `VMState` by name, and by number as `ConvertTo-Json` prints it of the enumeration itself. Names that end in `Critical`: its storage is gone.
  static func state(_ state: String) -> PowerState {
    switch state {
    case "Running", "2": .running
    case "Off", "3": .off
    case "Saved", "6", "FastSaved", "32779", "Hibernated": .saved
    case "Paused", "9": .paused
    case "Stopping", "4", "Starting", "10", "Reset", "11", "Saving", "32773", "Pausing", "32776", "Resuming", "32777",
      "FastSaving", "32780",
      "ForceShutdown", "ForceReboot":
      .changing
    case _ where state.hasSuffix("Critical"): .failed
    default: .unknown(bounded(state))
    }
  }

  // MARK: Judging

  static func judge(_ reply: Reply, to action: MachineAction) -> Judgement {
    guard let text = try? reply.text(), let json = try? json(in: text), let result = json["r"]?.text else {
      return .unknown(said: reply.said)
    }
    let said = quotable(Array((json["m"]?.text ?? "").utf8), limit: 500)
    let now = state(json["s"]?.text ?? "")
    switch result {
    case "done": return reply.exit == 0 ? .done : .unknown(said: said)
    case "already", "gone": return .alreadySo
    case "nomachine": return action == .deleteClone ? .alreadySo : .notFound(.machine, said: said)
    case "nosnapshot": return .notFound(.snapshot, said: said)
    case "nonetwork": return .notFound(.network, said: said)
    case "wrong": return .refused(.wrongState(now), said: said)
    case "exists": return .refused(.exists, said: said)
    case "several": return .unsupported(said: "several snapshots have this name")
    case "permission": return .refused(.permission, said: said)
    case "notclone": return .refused(.notAClone, said: said)
    case "unsupported": return .unsupported(said: said)
    case "failed": return .failed(said: said)
    case "error": return error(json["i"]?.text ?? "", now, said, action)
    default: return .unknown(said: said)
    }
  }

  /// - Parameter id: of the error, as `InvalidState,Microsoft.HyperV.PowerShell.Commands.StartVM`.
  private static func error(_ id: String, _ now: PowerState, _ said: String, _ action: MachineAction) -> Judgement {
    if let (goal, wrong) = action.states(suspended: .paused) {
      if goal.contains(now) { return .alreadySo }
      if wrong.contains(now) { return .refused(.wrongState(now), said: said) }
    }
    switch id.prefix(while: { $0 != "," }) {
    case "AccessDenied", "PermissionDenied": return .refused(.permission, said: said)
    case "OutOfMemory", "NotEnoughMemory", "OutOfDiskSpace", "DiskFull": return .refused(.resources, said: said)
    case "ObjectInUse", "OperationInProgress", "VMBusy": return .refused(.busy, said: said)
    case "NotSupported": return .unsupported(said: said)
    case "CommandNotFoundException": return .refused(.noPlatform, said: said)
    default: return now == .changing ? .unknown(said: said) : .failed(said: said)
    }
  }
}
