@echo off
rem Checks the files of this USB stick against SHA256SUMS.txt. Nothing is installed, nothing is sent anywhere.
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0check.ps1"
if errorlevel 9009 echo PowerShell was not found. Please open the HTML page in this folder instead.
pause
