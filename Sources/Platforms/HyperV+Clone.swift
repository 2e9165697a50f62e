/// Clones by `Export-VM` and `Import-VM -Copy -GenerateNewId`, which work on a running machine too (without its memory, as if its power had gone).
///
/// - The copy is made twice, once by each: a host needs twice the space for that time.
/// - Refused: devices and disks of the host, and shared disks.
/// - New: id, MAC addresses; no VLAN, no automatic start. Notes say what it is and where its files are, which is what `deleteClone` goes by.
extension HyperV {
  static let clone = #"""
    if(@(Get-VM|?{$_.Name -eq $n})){say exists}
    if(!@(Get-VMSwitch|?{$_.Name -eq $w})){say nonetwork}
    if((gcm Get-VMAssignableDevice -ea 0) -and (Get-VMAssignableDevice -VM $v)){say unsupported 'devices of its host'}
    if(@(Get-VMHardDiskDrive -VM $v|?{$_.DiskNumber -ne $null -or $_.SupportPersistentReservations})){say unsupported 'disks of its host, or shared ones'}
    $b=(Get-VMHost).VirtualHardDiskPath;$g=[string][guid]::NewGuid();$e=Join-Path $b "sonae-export-$g";$k=Join-Path $b "sonae-$g";$m=$null
    try{
    $a=@{VM=$v;Path=$e};if($t -ne 'Off'){$a.CaptureLiveState='CaptureCrashConsistentState'};Export-VM @a
    $f=@(gci (Join-Path $e '*\Virtual Machines') -Recurse|?{$_.Extension -eq '.vmcx'})[0].FullName
    $m=Import-VM -Path $f -Copy -GenerateNewId -VirtualMachinePath $k -VhdDestinationPath $k -SnapshotFilePath $k -SmartPagingFilePath $k
    if([string]$m.State -eq 'Saved'){Remove-VMSavedState -VM $m}
    Set-VM -VM $m -NewVMName $n -Notes "sonae-clone-of $($v.Id) $k" -AutomaticStartAction Nothing
    foreach($x in @(Get-VMNetworkAdapter -VM $m)){Set-VMNetworkAdapter -VMNetworkAdapter $x -DynamicMacAddress;Set-VMNetworkAdapterVlan -VMNetworkAdapter $x -Untagged;Connect-VMNetworkAdapter -VMNetworkAdapter $x -SwitchName $w}
    if(@(Get-VMNetworkAdapter -VM $m|?{$_.SwitchName -ne $w})){throw 'its adapters are not all on the network'}
    if(@(Get-VMHardDiskDrive -VM $m|?{!$_.Path.StartsWith("$k\",'OrdinalIgnoreCase')})){throw 'its disks are not all its own'}
    }catch{$q=$_;if($m){Remove-VM -VM $m -Force};rm -LiteralPath $k -Recurse -Force -ea 0;throw $q}finally{rm -LiteralPath $e -Recurse -Force -ea 0}
    say done $m.Id
    """#

  static let deleteClone = #"""
    if($v.Notes -notmatch '^sonae-clone-of [0-9a-f-]{36} (.+\\sonae-[0-9a-f-]{36})\s*$'){say notclone}
    $k=$matches[1]
    if(@(Get-VMHardDiskDrive -VM $v|?{!$_.Path.StartsWith("$k\",'OrdinalIgnoreCase')})){say notclone 'it has disks that Sonae did not make'}
    if($t -notin 'Off','Saved'){Stop-VM -VM $v -TurnOff -Force}
    Remove-VM -VM $v -Force
    if(Test-Path -LiteralPath $k){rm -LiteralPath $k -Recurse -Force}
    say done
    """#
}
