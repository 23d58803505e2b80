//! Steps: where a simulated task may be interleaved with others, or cut off for good.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

thread_local! {
    static STEPPED: Cell<bool> = const { Cell::new(false) };
}

/// Ends the current step: the task goes on when it is polled next, if ever.
pub async fn step() {
    let mut stepped = false;
    futures::future::poll_fn(|context| {
        if stepped {
            return Poll::Ready(());
        }
        stepped = true;
        STEPPED.set(true);
        // Who runs the task otherwise than by [`advance`] goes on at once.
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A task of the world.
pub type Task<'w, T> = Pin<Box<dyn Future<Output = T> + 'w>>;

/// Polls a task for one step. Waits for what is really pending (a database's thread), so that a step is one
/// whatever the store is.
pub async fn advance<T>(task: &mut Task<'_, T>) -> Option<T> {
    futures::future::poll_fn(|context: &mut Context<'_>| {
        STEPPED.set(false);
        match task.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if STEPPED.get() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Runs a task to its end.
pub async fn finish<T>(mut task: Task<'_, T>) -> T {
    loop {
        if let Some(output) = advance(&mut task).await {
            return output;
        }
    }
}
