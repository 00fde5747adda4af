@echo off
rem Drop files onto this file, or start it and do as it says.
setlocal
for /f "tokens=2 delims=:." %%p in ('chcp') do set "page=%%p"
chcp 65001 >nul
"%~dp0node.exe" "%~dp0program\bin\cuilint.js" __guided %*
set "code=%errorlevel%"
if defined page chcp %page% >nul
exit /b %code%
