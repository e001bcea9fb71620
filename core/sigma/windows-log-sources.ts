import type { Step } from './transformation.js';

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const POWERSHELL = ['Microsoft-Windows-PowerShell/Operational', 'PowerShellCore/Operational'];
const POWERSHELL_CLASSIC = 'Windows PowerShell';

/** What an event of a category states: one of these. Sysmon's numbers are from its manual, the others from Windows' own providers. */
const CATEGORIES: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  process_creation: [...sysmon(1), { Channel: 'Security', EventID: 4688 }],
  file_change: sysmon(2),
  network_connection: [...sysmon(3), { Channel: 'Security', EventID: 5156 }],
  sysmon_status: sysmon(4, 16),
  process_termination: [...sysmon(5), { Channel: 'Security', EventID: 4689 }],
  driver_load: sysmon(6),
  image_load: sysmon(7),
  create_remote_thread: sysmon(8),
  raw_access_thread: sysmon(9),
  process_access: sysmon(10),
  file_event: sysmon(11),
  registry_event: [...sysmon(12, 13, 14), { Channel: 'Security', EventID: 4657 }],
  registry_add: sysmon(12),
  registry_delete: sysmon(12),
  registry_set: [...sysmon(13), { Channel: 'Security', EventID: 4657 }],
  registry_rename: sysmon(14),
  create_stream_hash: sysmon(15),
  pipe_created: sysmon(17, 18),
  wmi_event: sysmon(19, 20, 21),
  dns_query: sysmon(22),
  file_delete: sysmon(23, 26),
  clipboard_capture: sysmon(24),
  process_tampering: sysmon(25),
  file_delete_detected: sysmon(26),
  file_block_executable: sysmon(27),
  file_block_shredding: sysmon(28),
  file_executable_detected: sysmon(29),
  sysmon_error: sysmon(255),
  ps_module: [{ Channel: POWERSHELL, EventID: 4103 }],
  ps_script: [{ Channel: POWERSHELL, EventID: 4104 }],
  ps_classic_start: [{ Channel: POWERSHELL_CLASSIC, EventID: 400 }],
  ps_classic_provider_start: [{ Channel: POWERSHELL_CLASSIC, EventID: 600 }],
  ps_classic_script: [{ Channel: POWERSHELL_CLASSIC, EventID: 800 }],
};

/** The channels of a service; the event log's own names. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  security: ['Security'],
  system: ['System'],
  application: ['Application'],
  sysmon: [SYSMON],
  powershell: POWERSHELL,
  'powershell-classic': [POWERSHELL_CLASSIC],
  applocker: ['EXE and DLL', 'MSI and Script', 'Packaged app-Deployment', 'Packaged app-Execution'].map((log) => `Microsoft-Windows-AppLocker/${log}`),
  'appmodel-runtime': ['Microsoft-Windows-AppModel-Runtime/Admin'],
  'appxdeployment-server': ['Microsoft-Windows-AppXDeploymentServer/Operational'],
  'appxpackaging-om': ['Microsoft-Windows-AppxPackaging/Operational'],
  'bits-client': ['Microsoft-Windows-Bits-Client/Operational'],
  capi2: ['Microsoft-Windows-CAPI2/Operational'],
  'certificateservicesclient-lifecycle-system': ['Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational'],
  'codeintegrity-operational': ['Microsoft-Windows-CodeIntegrity/Operational'],
  dhcp: ['Microsoft-Windows-DHCP-Server/Operational'],
  'diagnosis-scripted': ['Microsoft-Windows-Diagnosis-Scripted/Operational'],
  'dns-client': ['Microsoft-Windows-DNS Client Events/Operational'],
  'dns-server': ['DNS Server'],
  'dns-server-analytic': ['Microsoft-Windows-DNS-Server/Analytical'],
  'dns-server-audit': ['Microsoft-Windows-DNS-Server/Audit'],
  'driver-framework': ['Microsoft-Windows-DriverFrameworks-UserMode/Operational'],
  'firewall-as': ['Microsoft-Windows-Windows Firewall With Advanced Security/Firewall'],
  'hyper-v-worker': ['Microsoft-Windows-Hyper-V-Worker'],
  'iis-configuration': ['Microsoft-IIS-Configuration/Operational'],
  'kernel-event-tracing': ['Microsoft-Windows-Kernel-EventTracing'],
  'kernel-shimengine': ['Microsoft-Windows-Kernel-ShimEngine/Operational', 'Microsoft-Windows-Kernel-ShimEngine/Diagnostic'],
  ldap: ['Microsoft-Windows-LDAP-Client/Debug'],
  'lsa-server': ['Microsoft-Windows-LSA/Operational'],
  'msexchange-management': ['MSExchange Management'],
  ntfs: ['Microsoft-Windows-Ntfs/Operational'],
  ntlm: ['Microsoft-Windows-NTLM/Operational'],
  openssh: ['OpenSSH/Operational'],
  'printservice-admin': ['Microsoft-Windows-PrintService/Admin'],
  'printservice-operational': ['Microsoft-Windows-PrintService/Operational'],
  'security-mitigations': ['Microsoft-Windows-Security-Mitigations/Kernel Mode', 'Microsoft-Windows-Security-Mitigations/User Mode'],
  'shell-core': ['Microsoft-Windows-Shell-Core/Operational'],
  'smbclient-connectivity': ['Microsoft-Windows-SmbClient/Connectivity'],
  'smbclient-security': ['Microsoft-Windows-SmbClient/Security'],
  'smbserver-connectivity': ['Microsoft-Windows-SMBServer/Connectivity'],
  taskscheduler: ['Microsoft-Windows-TaskScheduler/Operational'],
  'terminalservices-localsessionmanager': ['Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'],
  vhdmp: ['Microsoft-Windows-VHDMP/Operational'],
  windefend: ['Microsoft-Windows-Windows Defender/Operational'],
  wmi: ['Microsoft-Windows-WMI-Activity/Operational'],
};

function sysmon(...ids: readonly number[]): readonly Readonly<Record<string, unknown>>[] {
  return [{ Channel: SYSMON, EventID: ids }];
}

/** The pipeline `windows`: a rule of a category or a service looks only at the events that this is about. */
export const WINDOWS_STEPS: readonly Step[] = [
  ...Object.entries(CATEGORIES).map(([category, conditions]) => step({ product: 'windows', category }, conditions)),
  ...Object.entries(SERVICES).map(([service, channels]) => step({ product: 'windows', service }, { Channel: channels })),
];

function step(logsource: Readonly<Record<string, string>>, conditions: unknown): Step {
  return { transformation: { type: 'add_condition', conditions, negated: false }, scope: { logsources: [logsource], tags: [], fields: [], include: undefined, exclude: [] } };
}
