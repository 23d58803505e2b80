//! Serves connections: so many at a time, and none that keeps its request to itself for ever.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt as _;
use tracing::{debug, warn};

/// How long to wait after a connection could not be taken, as when the computer has no more files to give.
const BREATH: Duration = Duration::from_secs(1);

/// How many connections there may be, and how long one may be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The most connections at a time; further ones wait to be taken.
    pub(crate) connections: usize,
    /// How long a connection may take to begin and end the header of its next request. Then it is closed.
    pub(crate) idle: Duration,
}

/// Serves a listener until told to stop; then lets requests under way end.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    mut until: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let connections = GracefulShutdown::new();
    let mut protocol = http1::Builder::new();
    // The time runs while the next header is waited for, too: an idle connection does not stay.
    protocol.timer(TokioTimer::new()).header_read_timeout(limits.idle);
    loop {
        let (stream, peer, place) = tokio::select! {
            taken = next(&listener, &places) => taken,
            _ = until.wait_for(|stop| *stop) => break,
        };
        let router = router.clone();
        let service = service_fn(move |request| answer(router.clone(), request, peer));
        let connection = connections.watch(protocol.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    connections.shutdown().await;
}

/// Answers a request, with the address of its connection: signing in is limited per address.
async fn answer(
    router: Router,
    request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<Response<Body>, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}

/// Takes the next connection, once there is a place for it.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    // The places are never closed.
    let Ok(place) = Arc::clone(places).acquire_owned().await else { return std::future::pending().await };
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Small answers go at once; where that cannot be had, they go a little later.
                let _ = stream.set_nodelay(true);
                return (stream, peer, place);
            }
            Err(error) => {
                let gone =
                    [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::ConnectionRefused];
                if !gone.contains(&error.kind()) {
                    warn!(%error, "no connection can be taken just now; it is tried again");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    async fn serving(limits: Limits) -> (SocketAddr, watch::Sender<bool>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let told = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() };
        let router = Router::new().route("/", get(told));
        let (stop, until) = watch::channel(false);
        (address, stop, tokio::spawn(serve(listener, router, limits, until)))
    }

    async fn ask(stream: &mut TcpStream) -> String {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut answer = vec![0; 4096];
        let read = stream.read(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer[..read]).into_owned()
    }

    #[tokio::test]
    async fn a_connection_that_keeps_half_a_header_or_nothing_at_all_is_closed() {
        let limits = Limits { connections: 8, idle: Duration::from_millis(200) };
        let (address, _stop, _task) = serving(limits).await;
        for sent in ["GET / HTTP/1.1\r\nhost: x\r\nx-half:", ""] {
            let mut silent = TcpStream::connect(address).await.unwrap();
            silent.write_all(sent.as_bytes()).await.unwrap();
            let mut rest = Vec::new();
            // Ends only because the other side closes.
            let _ = silent.read_to_end(&mut rest).await;
        }
        let mut kept = TcpStream::connect(address).await.unwrap();
        let own = kept.local_addr().unwrap().to_string();
        assert!(ask(&mut kept).await.ends_with(&own), "with the address of its connection");
        let mut rest = Vec::new();
        let _ = kept.read_to_end(&mut rest).await;
        assert!(rest.is_empty(), "an idle connection is closed, too");
    }

    #[tokio::test]
    async fn one_connection_more_than_allowed_waits_until_another_has_ended() {
        let limits = Limits { connections: 1, idle: Duration::from_secs(3600) };
        let (address, stop, task) = serving(limits).await;
        let mut first = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut first).await.starts_with("HTTP/1.1 200"));
        let mut second = TcpStream::connect(address).await.unwrap();
        let waiting = tokio::spawn(async move { ask(&mut second).await });
        assert!(ask(&mut first).await.starts_with("HTTP/1.1 200"), "the first goes on");
        assert!(!waiting.is_finished(), "the second is not taken");
        drop(first);
        assert!(waiting.await.unwrap().starts_with("HTTP/1.1 200"));
        stop.send(true).unwrap();
        task.await.unwrap();
    }
}
