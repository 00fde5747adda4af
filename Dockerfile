# docker build -t cuilint . && docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" cuilint templates

FROM node:20-slim AS build
WORKDIR /build
COPY .npmrc package.json package-lock.json ./
# 构建只读 nodejieba 的词表，不必编译 / the build reads the word list of nodejieba alone, which need not be compiled
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:20-slim
# git：--since、--staged 和 --changed 要用，挂载的文件夹可属于任何用户；tini：进程 1 收不到 Ctrl-C 和 docker stop
# git is what --since, --staged and --changed ask, of a mounted folder that may be anybody's; without tini the program
# would be process 1, which neither Ctrl-C nor docker stop ends
RUN apt-get update \
  && apt-get install -y --no-install-recommends git tini \
  && rm -rf /var/lib/apt/lists/* \
  && git config --system --add safe.directory '*'
ENV NODE_ENV=production LANG=C.UTF-8
# dist 已打包全部依赖，分词用内置词典 / dist holds every dependency, and the dictionary of words
COPY --from=build /build/package.json /build/LICENSE /opt/cuilint/
COPY --from=build /build/bin /opt/cuilint/bin
COPY --from=build /build/dist /opt/cuilint/dist
COPY --from=build /build/dictionaries /opt/cuilint/dictionaries
RUN ln -s /opt/cuilint/bin/cuilint.js /usr/local/bin/cuilint
USER node
WORKDIR /work
ENTRYPOINT ["tini", "-s", "--", "cuilint"]
CMD ["--help"]
