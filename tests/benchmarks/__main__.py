"""All benchmarks in one run: ratios, since seconds say more about the machine than about us."""

from tests.benchmarks import bench_folder, bench_intake, bench_pages, bench_reading, bench_reminders, bench_workbook

for bench in (bench_intake, bench_workbook, bench_folder, bench_pages, bench_reminders, bench_reading):
    bench.main()
