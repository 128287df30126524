# 核对 U 盘里的文件。PowerShell 2.0 及以上（Windows 7 起自带）。不安装、不联网。
$root = Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)
$list = [IO.Path]::Combine($root, 'SHA256SUMS.txt')
if (-not [IO.File]::Exists($list)) {
    Write-Host '这里没有 SHA256SUMS.txt：U 盘没有做完，请重新制作。'
    exit 1
}
$hasher = New-Object System.Security.Cryptography.SHA256Managed
$good = 0
$bad = 0
foreach ($line in [IO.File]::ReadAllLines($list, [Text.Encoding]::UTF8)) {
    if ($line.Length -lt 67) { continue }
    $name = $line.Substring(66)
    $path = [IO.Path]::Combine($root, $name.Replace('/', [string][IO.Path]::DirectorySeparatorChar))
    if (-not [IO.File]::Exists($path)) {
        Write-Host "缺少：$name"
        $bad++
        continue
    }
    try {
        $stream = [IO.File]::OpenRead($path)
        try { $hash = [BitConverter]::ToString($hasher.ComputeHash($stream)).Replace('-', '').ToLower() }
        finally { $stream.Close() }
    } catch {
        $hash = ''
    }
    if ($hash -eq $line.Substring(0, 64)) { $good++ } else { Write-Host "损坏：$name"; $bad++ }
}
if ($bad -eq 0 -and $good -gt 0) {
    Write-Host "全部完好：$good 个文件。"
    exit 0
}
Write-Host "这个 U 盘不完整，请重新制作。完好 $good 个，损坏或缺少 $bad 个。"
exit 1
