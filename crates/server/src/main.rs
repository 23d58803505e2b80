//! The program `tandem`.

/// Cards are many small values, made on one thread and often dropped on another, where glibc's allocator waits and
/// leaves holes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    server::main(std::env::args_os())
}
