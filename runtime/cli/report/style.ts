/** The look of the page, on a screen and on A4. It uses the system's fonts, so nothing is loaded. */
export const STYLE = `@page{size:A4;margin:12mm}
*{box-sizing:border-box}
body{font:10.5pt/1.35 "Segoe UI","Noto Sans",Arial,sans-serif;color:#1c2430;max-width:186mm;margin:8mm auto;padding:0 2mm}
header{display:flex;justify-content:space-between;align-items:flex-end;border-bottom:2px solid #1c4f82;padding-bottom:2mm}
h1{font-size:17pt;margin:0;font-weight:600}
h1 small{display:block;font-size:11pt;font-weight:400;color:#4a5666}
.made{text-align:right;font-size:8.5pt;color:#4a5666}
h2{font-size:11.5pt;margin:5mm 0 1.5mm;color:#1c4f82;font-weight:600}
p{margin:1mm 0}
.about{font-size:8.5pt;color:#4a5666}
.calm,.look{margin:3mm 0;padding:2mm 3mm;border-left:4px solid #2c7a4b;background:#edf7f0}
.look{border-color:#b4381f;background:#fdf0ec}
.look ul{margin:.5mm 0 0;padding-left:5mm}
.key{display:flex;gap:3mm;margin:3mm 0}
.key div{flex:1;border:1px solid #ccd5e0;border-radius:1.5mm;padding:1.5mm 3mm}
.key b{display:block;font-size:14pt;font-weight:600;white-space:nowrap}
.key span{font-size:8.5pt;color:#4a5666}
.two{display:flex;gap:6mm}
.two>section{flex:1;min-width:0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:600;font-size:8.5pt;color:#4a5666;border-bottom:1px solid #8a97a8;padding:.8mm 1.2mm;vertical-align:bottom}
td{padding:.8mm 1.2mm;border-bottom:1px solid #e3e8ee;vertical-align:top;overflow-wrap:anywhere}
td.n,td.k{white-space:nowrap;overflow-wrap:normal}
.n{text-align:right}
tfoot td{font-weight:600;border-top:1px solid #8a97a8;border-bottom:0}
.off{color:#b4381f;font-weight:600}
svg{width:100%;height:auto;display:block}
svg text{font-size:9px;fill:#4a5666}
.axis line{stroke:#8a97a8}
.in{fill:#1c4f82}
.out{fill:#d0785f}
section,tr{break-inside:avoid}
section.long{break-inside:auto}
thead{display:table-header-group}
footer{margin-top:6mm;border-top:1px solid #ccd5e0;padding-top:1.5mm;font-size:8pt;color:#4a5666}
@media print{body{margin:0;padding:0;max-width:none;-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
